import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { getPartner, type Partner } from '@/lib/partners/queries'
import { systemClock } from '@/lib/platform/clock'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { call, cdrBody, evseBody, locationBody, periodBody, sessionBody, tariffBody } from '../testing/call'
import { closeDispatch } from './dispatch'
import { readLogged } from './read-logged'
import { tryMessage } from './try-message'

const sql = testSql()
const as = (role: 'roaming' | 'support') =>
  mintStaffCtx({ userId: newId('user', 0), role, requestId: 'test', clock: systemClock })
let cpo: PartnerFixture
let partner: Partner

beforeAll(async () => {
  cpo = await insertPartner()
  partner = await getPartner(as('roaming'), cpo.partnerId)
  const own = `SE/${cpo.partyId}`
  await call(cpo, 'PUT', `locations/${own}/L1`, locationBody(cpo, 'L1'))
  await call(cpo, 'PUT', `tariffs/${own}/T1`, tariffBody(cpo, 'T1'))
  await call(
    cpo,
    'PUT',
    `sessions/${own}/S1`,
    sessionBody(cpo, 'S1', { charging_periods: [periodBody('2026-10-01T08:00:00Z', 1)] }),
  )
  await call(cpo, 'POST', 'cdrs', cdrBody(cpo, 'C1'))
  await flushRating()
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const attempt = (method: string, path: string, body: unknown) =>
  tryMessage(as('roaming'), partner, {
    version: '2.2.1',
    method,
    path: `/ocpi/2.2.1/${path.replace('OWN', `SE/${cpo.partyId}`)}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const state = () => sql`
  select (select json_agg(s order by id) from sessions s) as sessions, (select json_agg(c order by id) from cdrs c) as cdrs,
    (select json_agg(l order by id) from locations l) as places, (select json_agg(e order by id) from evses e) as evses,
    (select json_agg(v order by id) from tariff_versions v) as tariffs, (select count(*) from cdr_conflicts) as conflicts,
    (select count(*) from graphile_worker._private_jobs) as jobs, (select count(*) from authorizations) as authorizations`

const LATER = '2026-10-01T08:30:00Z'
test.each<[string, string, string, () => unknown, string, string[]]>([
  ['a new session', 'PUT', 'sessions/OWN/S2', () => sessionBody(cpo, 'S2'), 'created', []],
  [
    'the same session',
    'PUT',
    'sessions/OWN/S1',
    () => sessionBody(cpo, 'S1', { charging_periods: [periodBody('2026-10-01T08:00:00Z', 1)] }),
    'same',
    [],
  ],
  [
    'more energy',
    'PATCH',
    'sessions/OWN/S1',
    () => ({ kwh: 4.5, last_updated: LATER }),
    'changed',
    ['/kwh', '/last_updated'],
  ],
  [
    'a period more',
    'PATCH',
    'sessions/OWN/S1',
    () => ({ charging_periods: [periodBody('2026-10-01T08:15:00Z', 1)], last_updated: LATER }),
    'changed',
    ['/charging_periods/1', '/last_updated'],
  ],
  ['an old change', 'PATCH', 'sessions/OWN/S1', () => ({ kwh: 9, last_updated: '2026-09-01T00:00:00Z' }), 'older', []],
  [
    'a change of what we do not have',
    'PATCH',
    'sessions/OWN/S9',
    () => ({ kwh: 9, last_updated: LATER }),
    'unknown',
    [],
  ],
  ['a change without its date', 'PATCH', 'sessions/OWN/S1', () => ({ kwh: 9 }), 'refused', []],
  ['an unusable session', 'PUT', 'sessions/OWN/S1', () => sessionBody(cpo, 'S1', { kwh: 'much' }), 'refused', []],
  [
    'another party’s',
    'PUT',
    'sessions/SE/ZZZ/S1',
    () => sessionBody({ countryCode: 'SE', partyId: 'ZZZ' }, 'S1'),
    'foreign',
    [],
  ],
  [
    'a status',
    'PATCH',
    'locations/OWN/L1/E1',
    () => ({ status: 'CHARGING', last_updated: LATER }),
    'changed',
    ['/status', '/last_updated'],
  ],
  ['an EVSE', 'PUT', 'locations/OWN/L1/E1', () => evseBody('E1'), 'same', []],
  ['the same tariff', 'PUT', 'tariffs/OWN/T1', () => tariffBody(cpo, 'T1'), 'same', []],
  ['the same CDR', 'POST', 'cdrs', () => cdrBody(cpo, 'C1'), 'same', []],
  [
    'another CDR with its id',
    'POST',
    'cdrs',
    () => cdrBody(cpo, 'C1', undefined, { remark: 'x' }),
    'conflict',
    ['/remark'],
  ],
  ['a new CDR', 'POST', 'cdrs', () => cdrBody(cpo, 'C2'), 'created', []],
  ['a question about a card', 'POST', 'tokens/04A1/authorize', () => ({ location_id: 'L1' }), 'readable', []],
])('%s is tried and leaves no trace', async (_, method, path, body, outcome, changed) => {
  const before = await state()
  const trial = await attempt(method, path, body())
  expect(trial?.outcome).toBe(outcome)
  expect(trial?.changes.map((change) => change.path)).toEqual(changed)
  expect(await state()).toEqual(before)
})

test('what cannot be tried is not', async () => {
  expect(await attempt('PUT', 'sessions/OWN/S1', '{"cut":')).toBeNull()
  expect(await attempt('PUT', 'unheard/OWN/S1', {})).toBeNull()
  await expect(
    tryMessage(as('support'), partner, { version: '2.2.1', method: 'PUT', path: '/ocpi/2.2.1/x', body: '{}' }),
  ).rejects.toThrow('message:replay')
})

const logged = (fields: object) =>
  readLogged(
    {
      direction: 'in',
      method: 'PUT',
      path: '',
      module: null,
      version: '2.2.1',
      requestBody: null,
      responseBody: null,
      ...fields,
    },
    { owner: partner, version: '2.2.1' },
  )

test('notes name the place in the body, on the side that the partner wrote', () => {
  const path = `/ocpi/2.2.1/sessions/SE/${cpo.partyId}/S1`
  const body = sessionBody(cpo, 'S1', { kwh: '1,5', status: 'ODD' })
  expect(logged({ module: 'sessions', path, requestBody: JSON.stringify(body) }).request).toMatchObject([
    { path: '/kwh', severity: 'noted' },
    { path: '/status', severity: 'noted' },
  ])
  const refused = logged({ module: 'sessions', path, requestBody: JSON.stringify({ ...body, kwh: null }) }).request
  expect(refused.at(-1)).toMatchObject({ path: '/kwh', severity: 'refused', message: 'is required' })
})

test('of a page that we fetched, each object is read', () => {
  const data = [tariffBody(cpo, 'T1'), tariffBody(cpo, 'T2', { currency: null })]
  const answer = { direction: 'out', method: 'GET', module: 'tariffs', path: 'https://cpo.example/2.2.1/tariffs' }
  const { request, response } = logged({ ...answer, responseBody: JSON.stringify({ data, status_code: 1000 }) })
  expect(request).toEqual([])
  expect(response).toMatchObject([{ path: '/data/1/currency' }])
})

test('what is cut off, unheard or in a version that we do not speak has no notes', () => {
  expect(logged({ module: 'sessions', requestBody: '{"a":' }).request).toEqual([])
  expect(logged({ module: 'unheard', requestBody: '{}' }).request).toEqual([])
  expect(logged({ module: 'sessions', version: '3.0', requestBody: '{}' }).request).toEqual([])
})
