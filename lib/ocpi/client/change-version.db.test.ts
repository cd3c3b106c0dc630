// proves 2.1.1, 2.2.1, 2.3.0: serve credentials SENDER POST, PUT, DELETE
// proves 2.1.1, 2.2.1, 2.3.0: call credentials SENDER POST, PUT, DELETE
// proves 2.1.1, 2.2.1, 2.3.0: call versions SENDER GET
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { testSql } from '@/db/testing/test-sql'
import { insertClientToken } from '@/db/factories/partners'
import type { OcpiVersion } from '@/lib/auth/context'
import { mintSystemCtx } from '@/lib/auth/mint'
import type { PartnerId } from '@/lib/kernel/ids'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call, cdrBody, type Peer } from '@/lib/ocpi/testing/call'
import { startCpo, type CpoHandle } from '@/lib/ocpi/testing/cpo/start-cpo'
import { serveDispatch, type ServedDispatch } from '@/lib/ocpi/testing/serve-dispatch'
import { VERSIONS } from '@/lib/ocpi/versions'
import { codecsOf } from '@/lib/ocpi/wire/codecs'
import { versionOfCdr } from '@/lib/ocpi/wire/shape'
import { addPartner } from '@/lib/partners/add-partner'
import { getPartner } from '@/lib/partners/queries'
import { systemClock } from '@/lib/platform/clock'
import { pullModule } from './pull-module'
import { changeVersion, registerPartner, rotateCredentials, unregisterPartner } from './register-partner'

const sql = testSql()
const ctx = mintSystemCtx({ job: 'test', requestId: 'test', clock: systemClock })
const operators: CpoHandle[] = []
let us: ServedDispatch
let count = 0

const PAIRS = VERSIONS.flatMap((from) => VERSIONS.filter((to) => to !== from).map((to) => [from, to] as const))

beforeAll(async () => {
  us = await serveDispatch()
})
afterEach(async () => {
  for (const cpo of operators.splice(0)) await cpo.close()
})
afterAll(async () => {
  await us.close()
  await closeDispatch()
  await sql.end()
})

async function operator(versions: OcpiVersion[] = [...VERSIONS]): Promise<CpoHandle & { partyId: string }> {
  count += 1
  const partyId = `V${String(count).padStart(2, '0')}`
  const cpo = await startCpo({ seed: count, partyId, versions })
  operators.push(cpo)
  return { ...cpo, partyId }
}

async function control<T = { error?: string }>(cpo: CpoHandle, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${cpo.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) })
  return (await answer.json()) as T
}

/** They registered with our token A, in the version they chose. */
async function registeredIn(version: OcpiVersion) {
  const cpo = await operator()
  const { partnerId, tokenA } = await addPartner(ctx, { name: 'Kustladd', countryCode: 'SE', partyId: cpo.partyId })
  const done = await control(cpo, 'register', { versionsUrl: `${us.url}/ocpi/versions`, token: tokenA, version })
  expect(done.error).toBeUndefined()
  expect((await getPartner(ctx, partnerId)).version).toBe(version)
  return { cpo, partnerId }
}

const endpointsOf = (partnerId: PartnerId) =>
  sql<{ version: string; url: string }[]>`select version, url from partner_endpoints where partner_id = ${partnerId}`
const marksOf = (partnerId: PartnerId) =>
  sql`select module, high_water from sync_marks where partner_id = ${partnerId} and high_water is not null order by module`
const readCdr = (peer: Peer, address: string) => call(peer, 'GET', new URL(address).pathname)

/** A CDR, told in a version. */
function cdrIn(version: OcpiVersion, party: Peer, id: string): unknown {
  const { value } = codecsOf('2.2.1').cdrs.fromWire(cdrBody(party, id))
  return codecsOf(version).cdrs.toWire(value)
}

describe.each(PAIRS)('from %s to %s', (from, to) => {
  /** Nothing that was there is gone, and everything goes on in the other version. */
  async function expectMoved(cpo: CpoHandle & { partyId: string }, partnerId: PartnerId, move: () => Promise<unknown>) {
    const peer: Peer = { clientToken: `ldn1_${partnerId}`, countryCode: 'SE', partyId: cpo.partyId }
    await insertClientToken(partnerId, peer.clientToken)
    expect(await pullModule(ctx, partnerId, 'locations', true)).toMatchObject({ rejected: 0 })
    const stored = await call(peer, 'POST', `/ocpi/${from}/cdrs`, cdrIn(from, peer, 'C1'))
    expect(stored).toMatchObject({ http: 201, code: 1000 })
    const address = stored.headers['location']!
    const marks = await marksOf(partnerId)
    expect(marks.length).toBeGreaterThan(0)
    await sql`delete from graphile_worker._private_jobs where key = ${`start-partner-sync:${partnerId}`}`

    await move()

    expect(await getPartner(ctx, partnerId)).toMatchObject({ state: 'registered', version: to, lastError: null })
    const endpoints = await endpointsOf(partnerId)
    expect(new Set(endpoints.map(({ version }) => version))).toEqual(new Set([to]))
    expect(endpoints.every(({ url }) => url.includes(`/${to}/`))).toBe(true)
    expect(await marksOf(partnerId)).toEqual(marks)
    const jobs = await sql`select 1 from graphile_worker.jobs where key = ${`start-partner-sync:${partnerId}`}`
    expect(jobs).toHaveLength(1)

    // The address that was answered is good for ever; the new version tells the same CDR in its own words (VC-29).
    const [old, renewed] = [await readCdr(peer, address), await readCdr(peer, address.replace(`/${from}/`, `/${to}/`))]
    expect([old.http, renewed.http]).toEqual([200, 200])
    expect([versionOfCdr(old.data), versionOfCdr(renewed.data)]).toEqual([from, to])
    // Told again in the other version it is a repeat, not a contradiction.
    expect(await call(peer, 'POST', `/ocpi/${to}/cdrs`, cdrIn(to, peer, 'C1'))).toMatchObject({ http: 200, code: 1000 })

    expect((await control(cpo, 'push-all')).error).toBeUndefined()
    const before = await sql`select count(*)::int as count from locations where partner_id = ${partnerId}`
    expect(await pullModule(ctx, partnerId, 'locations', true)).toMatchObject({ rejected: 0 })
    expect(await sql`select count(*)::int as count from locations where partner_id = ${partnerId}`).toEqual(before)
    expect(await pullModule(ctx, partnerId, 'tariffs', true)).toMatchObject({ rejected: 0 })
  }

  test('they put their credentials there', async () => {
    const { cpo, partnerId } = await registeredIn(from)
    await expectMoved(cpo, partnerId, async () => {
      expect((await control(cpo, 'switch-version', { version: to })).error).toBeUndefined()
    })
  }, 60_000)

  test('we put ours there', async () => {
    const { cpo, partnerId } = await registeredIn(from)
    await expectMoved(cpo, partnerId, async () => {
      expect(await changeVersion(ctx, partnerId, to)).toEqual({ partnerId, version: to, status: 'registered' })
    })
  }, 60_000)
})

test('a handshake that we begin ends in the latest version that both speak', async () => {
  for (const [versions, expected] of [
    [['2.1.1'], '2.1.1'],
    [['2.1.1', '2.2.1'], '2.2.1'],
    [['2.1.1', '2.2.1', '2.3.0'], '2.3.0'],
  ] as const) {
    const cpo = await operator([...versions])
    const { token } = await control<{ token: string }>(cpo, 'token-a')
    const { partnerId, version } = await registerPartner(ctx, { versionsUrl: cpo.versionsUrl, token })
    expect(version).toBe(expected)
    expect((await control(cpo, 'push-all')).error).toBeUndefined()
    // New keys are no reason to change the version.
    expect((await rotateCredentials(ctx, partnerId)).version).toBe(expected)
  }
}, 60_000)

test('a version that the partner does not offer changes nothing', async () => {
  const cpo = await operator(['2.2.1'])
  const { token } = await control<{ token: string }>(cpo, 'token-a')
  const { partnerId } = await registerPartner(ctx, { versionsUrl: cpo.versionsUrl, token })
  await expect(changeVersion(ctx, partnerId, '2.3.0')).rejects.toThrow('offers 2.2.1')
  await expect(changeVersion(ctx, partnerId, '2.2.1')).rejects.toThrow('speaks OCPI 2.2.1 already')
  expect(await getPartner(ctx, partnerId)).toMatchObject({ state: 'registered', version: '2.2.1' })
  expect((await control(cpo, 'push-all')).error).toBeUndefined()
})

test.each(VERSIONS)('a connection of %s ends from either side', async (version) => {
  const theirs = await registeredIn(version)
  expect((await control(theirs.cpo, 'unregister')).error).toBeUndefined()
  expect((await getPartner(ctx, theirs.partnerId)).state).toBe('unregistered')
  const ours = await registeredIn(version)
  expect(await unregisterPartner(ctx, ours.partnerId)).toEqual({ told: true })
})

/** The operator behind a gateway that may lose the answer to new credentials, or refuse them in its name. */
async function gateway(): Promise<{ cpo: CpoHandle; mode: { put: 'pass' | 'lose' | 'refuse' }; close: () => void }> {
  const mode: { put: 'pass' | 'lose' | 'refuse' } = { put: 'pass' }
  let target = ''
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'PUT' && mode.put === 'refuse') {
      incoming.resume()
      outgoing.setHeader('content-type', 'application/json')
      outgoing.end(JSON.stringify({ status_code: 2001, status_message: 'not now', timestamp: '2026-11-01T00:00:00Z' }))
      return
    }
    const { method, headers, url } = incoming
    const onward = httpRequest(`${target}${url}`, { method, headers, agent: false }, (answer) => {
      if (method === 'PUT' && mode.put === 'lose') {
        answer.resume().on('end', () => outgoing.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  count += 1
  const cpo = await startCpo({ seed: count, partyId: `V${String(count).padStart(2, '0')}`, publicUrl })
  operators.push(cpo)
  target = `http://127.0.0.1:${cpo.port}`
  return { cpo, mode, close: () => server.close() }
}

test('new keys that the partner refuses are dead, those that it may have taken stay good (VC-22)', async () => {
  const { cpo, mode, close } = await gateway()
  const { token } = await control<{ token: string }>(cpo, 'token-a')
  const { partnerId } = await registerPartner(ctx, { versionsUrl: cpo.versionsUrl, token })
  const valid = async () => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from partner_credentials
      where partner_id = ${partnerId} and side = 'ours' and revoked_at is null and expires_at is null`
    return row?.count
  }
  expect(await valid()).toBe(1)
  mode.put = 'refuse'
  await expect(rotateCredentials(ctx, partnerId)).rejects.toThrow('not now')
  expect(await valid()).toBe(1)
  expect((await control(cpo, 'push-all')).error).toBeUndefined()

  mode.put = 'lose'
  await expect(rotateCredentials(ctx, partnerId)).rejects.toThrow()
  expect(await valid()).toBe(2)
  // The operator uses the new token, which we never heard was taken, and it is good.
  expect(await control<{ locations: { errors: unknown[] } }>(cpo, 'push-all')).toMatchObject({
    locations: { errors: [] },
  })
  close()
}, 60_000)
