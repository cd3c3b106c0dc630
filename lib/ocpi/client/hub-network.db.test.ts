// The whole way with the simulated hub: four operators behind one connection, over real HTTP, and one of them directly too.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { insertToken } from '@/db/factories/customers'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { handlers } from '@/lib/jobs/handlers'
import { newId, type EvseId, type PartnerId } from '@/lib/kernel/ids'
import { getPartner } from '@/lib/partners/queries'
import { listParties } from '@/lib/partners/queries/parties'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import { findPlaces } from '@/lib/roaming/locations/find-places'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { closeDispatch } from '../http/dispatch'
import { startCpo, type CpoHandle, type CpoOptions } from '../testing/cpo/start-cpo'
import { serveDispatch, type ServedDispatch } from '../testing/serve-dispatch'
import { registerPartner } from './register-partner'
import { startCharging } from './send-command'

const sql = testSql()
const ctx = mintSystemCtx({ job: 'test', requestId: 'test', clock: systemClock })
const staff = mintStaffCtx({ requestId: 'test', clock: systemClock, userId: newId('user', 1), role: 'roaming' })
const running: CpoHandle[] = []
let us: ServedDispatch

beforeAll(async () => {
  us = await serveDispatch()
})
afterEach(async () => {
  for (const cpo of running.splice(0)) await cpo.close()
  await closeDispatch()
  await flushRating()
  await flushExchanges()
  await truncateAll(sql)
})
afterAll(async () => {
  await us.close()
  await closeDispatch()
  await sql.end()
})

async function control<T>(cpo: CpoHandle, path: string, body: object = {}): Promise<T> {
  const answer = await fetch(`${cpo.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) })
  return (await answer.json()) as T // the test knows what it asks for
}

/** Connects to it and reads everything, as the jobs after a handshake do. */
async function connect(options: CpoOptions): Promise<{ cpo: CpoHandle; partnerId: PartnerId }> {
  const cpo = await startCpo({ seed: 7, speed: 3600, tickMs: 20, commandDelayMs: 5, cdrDelayMs: 5, ...options })
  running.push(cpo)
  const { token } = await control<{ token: string }>(cpo, 'token-a')
  const { partnerId } = await registerPartner(ctx, { versionsUrl: cpo.versionsUrl, token })
  await handlers['start-partner-sync'](ctx, { partnerId })
  for (const name of ['tariffs', 'locations'] as const)
    await handlers['pull-module'](ctx, { partnerId, module: name, full: true })
  return { cpo, partnerId }
}

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  await expect.poll(read, { timeout: 15_000, interval: 100 }).toEqual(expected)
}
const statusOf = async (key: string) =>
  (await sql`select status from parties where key = ${key}`)[0]?.['status'] as string
const BEHIND = ['DK*SUN', 'NO*VIK', 'SE*FJL', 'SE*KUL']

describe.each(['2.2.1', '2.3.0'] as const)('a hub that speaks %s', (version) => {
  test('is one connection with four operators, whose places are all there', async () => {
    const { partnerId } = await connect({ hub: true, versions: [version] })
    expect(await getPartner(ctx, partnerId)).toMatchObject({
      hubParty: 'SE*NAV',
      countryCode: 'SE',
      partyId: 'NAV',
      parties: 4,
      version,
    })
    const { rows } = await listParties(staff, partnerId, {})
    expect(rows.map(({ key, status }) => `${key} ${status}`)).toEqual(BEHIND.map((key) => `${key} CONNECTED`))
    for (const row of rows) expect(row.locations).toBeGreaterThan(0)
    expect(rows.every(({ name }) => name !== null)).toBe(true)
  }, 40_000)
})

test('a charge through the hub: card, session and CDR belong to the operator; one that leaves is left alone', async () => {
  const { cpo } = await connect({ hub: true })
  const { customerId } = await insertToken({ uid: '04A1B2C3D4E5F6', whitelist: 'NEVER' })
  const me = mintCustomerCtx({ requestId: 'test', clock: systemClock, userId: newId('user', 2), customerId })
  const [place] = await sql`
    select l.ocpi_id, e.uid, e.id, e.body -> 'connectors' -> 0 ->> 'id' as connector from evses e join locations l on l.id = e.location_id
    where l.party_id = 'VIK' and e.status = 'AVAILABLE' and e.body -> 'capabilities' ? 'REMOTE_START_STOP_CAPABLE' limit 1`
  const tapped = await control<{ allowed: string }>(cpo, 'tap', {
    uid: '04A1B2C3D4E5F6',
    locationId: place!['ocpi_id'] as string, // one was found
    evseUid: place!['uid'] as string,
    minutes: 20,
  })
  expect(tapped.allowed).toBe('ALLOWED')
  await eventually(
    async () => (await sql`select country_code || party_id as owner from cdrs`).map((row) => row['owner'] as string),
    ['NOVIK'],
  )
  expect(await sql`select distinct country_code || party_id as owner, customer_id from sessions`).toMatchObject([
    { owner: 'NOVIK', customer_id: customerId },
  ])
  await control(cpo, 'parties/VIK', { status: 'OFFLINE' })
  await eventually(() => statusOf('NO*VIK'), 'OFFLINE')
  const start = { evseId: place!['id'] as EvseId, connectorId: place!['connector'] as string } // of the database
  await expect(startCharging(me, start)).rejects.toThrow('cannot be reached')
  await control(cpo, 'parties/VIK', { status: 'CONNECTED' })
  await eventually(() => statusOf('NO*VIK'), 'CONNECTED')
  const [job] = await sql`select payload from graphile_worker._private_jobs where key like 'resync:%VIK'`
  const { fetched } = (await handlers['resync-party'](
    ctx,
    job!['payload'] as { partnerId: string; party: string; since: number },
  )) as { fetched: number } // our own payload
  expect(fetched).toBeGreaterThan(0)
}, 60_000)

test('an operator that is also connected directly: its places are shown once, as it tells them itself', async () => {
  const hub = await connect({ hub: true })
  const direct = await connect({ countryCode: 'SE', partyId: 'KUL', name: 'Kustladd direkt' })
  const { customerId } = await insertToken()
  const me = mintCustomerCtx({ requestId: 'test', clock: systemClock, userId: newId('user', 2), customerId })
  const kept =
    await sql`select partner_id, count(*)::int as n, count(distinct key)::int as keys from locations where party_id = 'KUL' group by 1`
  expect(kept).toHaveLength(2)
  const keys = (await sql`select count(distinct key)::int as n from locations where party_id = 'KUL'`)[0]?.[
    'n'
  ] as number
  const ids = (await findPlaces(me, '', 50)).places.map(({ id }) => id)
  const shown = await sql`select key, partner_id from locations where party_id = 'KUL' and id in ${sql(ids)}`
  expect(new Set(shown.map((row) => row['key'] as string)).size).toBe(shown.length)
  expect(shown.length).toBeLessThanOrEqual(keys)
  const twins = await sql`
    select d.key from locations d join locations h on h.key = d.key and h.partner_id = ${hub.partnerId} where d.partner_id = ${direct.partnerId}`
  const twinKeys = new Set(twins.map((row) => row['key'] as string))
  expect(twinKeys.size).toBeGreaterThan(0)
  for (const row of shown.filter(({ key }) => twinKeys.has(key as string)))
    expect(row['partner_id']).toBe(direct.partnerId)
}, 60_000)
