import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { countJobs, listJobs } from '@/lib/auth/jobs/queries'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call, cdrToken, evseBody, locationBody, sessionBody, tariffBody } from '@/lib/ocpi/testing/call'
import { requestPull } from '@/lib/partners/request-pull'
import { fixedClock, systemClock } from '@/lib/platform/clock'
import { getLocation, listLocations, sumLocations } from './locations/list-locations'
import { countLiveSessions, listSessions } from './sessions/list-sessions'
import { getTariff, listTariffs } from './tariffs/list-tariffs'
import { listTokenAcknowledgements } from './tokens/list-token-acknowledgements'

const sql = testSql()
const roaming = mintStaffCtx({ userId: newId('user', 0), role: 'roaming', requestId: 'test', clock: systemClock })
const auditor = mintStaffCtx({ userId: newId('user', 0), role: 'auditor', requestId: 'test', clock: systemClock })
const later = mintStaffCtx({
  userId: newId('user', 0),
  role: 'roaming',
  requestId: 'test',
  clock: fixedClock(instant(systemClock.now() + 3 * 3_600_000)),
})
let cpo: PartnerFixture
let token: TokenFixture

beforeAll(async () => {
  cpo = await insertPartner({ name: 'Listladd' })
  token = await insertToken()
  const party = `${cpo.countryCode}/${cpo.partyId}`
  for (const id of ['A', 'B']) {
    await call(cpo, 'PUT', `locations/${party}/${id}`, locationBody(cpo, id, { evses: [evseBody(`E-${id}`)] }))
    await call(cpo, 'PUT', `sessions/${party}/S-${id}`, sessionBody(cpo, `S-${id}`, { cdr_token: cdrToken(token.uid) }))
  }
  for (const [price, at] of [
    [3, '2026-09-01'],
    [4, '2026-10-01'],
  ] as const) {
    const elements = [{ price_components: [{ type: 'ENERGY', price, vat: 25, step_size: 1 }] }]
    await call(cpo, 'PUT', `tariffs/${party}/T`, tariffBody(cpo, 'T', { elements, last_updated: `${at}T00:00:00Z` }))
  }
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const mine = () => ({ partnerId: cpo.partnerId })

test('locations are paged without a gap and counted with their EVSEs', async () => {
  const first = await listLocations(roaming, mine(), { limit: 1 })
  const second = await listLocations(roaming, mine(), { limit: 1, after: first.next! }) // two locations, so there is a next
  expect([...first.rows, ...second.rows].map((row) => row.ocpiId).toSorted()).toEqual(['A', 'B'])
  expect(second.next).toBeNull()
  expect(await sumLocations(roaming, mine())).toMatchObject({ locations: 2, evses: 2 })
  const [row] = (await listLocations(roaming, { ...mine(), search: 'e-a' })).rows
  expect(row?.ocpiId).toBe('A')
  expect((await getLocation(roaming, row!.id)).evseRows.map(({ uid }) => uid)).toEqual(['E-A'])
})

test('a session is live until nothing has been heard of it for two hours', async () => {
  expect(await countLiveSessions(roaming, cpo.partnerId)).toMatchObject({ live: 2, stale: 0 })
  expect(await countLiveSessions(later, cpo.partnerId)).toMatchObject({ live: 0, stale: 2 })
  expect((await listSessions(later, { show: 'live', ...mine() })).rows).toEqual([])
  const first = await listSessions(later, { show: 'stale', ...mine() }, { limit: 1 })
  const second = await listSessions(later, { show: 'stale', ...mine() }, { limit: 1, after: first.next! }) // two sessions
  expect([...first.rows, ...second.rows].map((row) => row.ocpiId).toSorted()).toEqual(['S-A', 'S-B'])
  expect(first.rows[0]).toMatchObject({ stale: true, customerId: token.customerId, partnerName: 'Listladd' })
})

test('a tariff is listed once, by its newest version, and tells all of them', async () => {
  const { rows } = await listTariffs(roaming, mine())
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ ocpiId: 'T', version: 2, deleted: false })
  expect((await getTariff(roaming, rows[0]!.id)).versions.map(({ version }) => version)).toEqual([2, 1])
  expect((await listTariffs(roaming, { ...mine(), show: 'deleted' })).rows).toEqual([])
})

test('a partner that has taken nothing of a token is behind', async () => {
  const known = await listTokenAcknowledgements(roaming, token.tokenId)
  expect(known.find((entry) => entry.partnerId === cpo.partnerId)).toMatchObject({ current: false, acknowledged: null })
})

test('a pull that is asked for waits once, and only who may write may ask', async () => {
  await expect(requestPull(auditor, cpo.partnerId, { module: 'cdrs', full: false })).rejects.toThrow('partner:write')
  await requestPull(roaming, cpo.partnerId, { module: 'cdrs', full: false })
  await requestPull(roaming, cpo.partnerId, { module: 'cdrs', full: true })
  const { rows } = await listJobs(auditor, 'waiting', { limit: 500 })
  expect(rows.filter((row) => row.key === `pull:${cpo.partnerId}:cdrs`)).toHaveLength(1)
  expect((await countJobs(auditor)).waiting).toBeGreaterThan(0)
  const unknown = newId('partner', 0)
  await expect(requestPull(roaming, unknown, { module: 'cdrs', full: false })).rejects.toThrow('not found')
})
