// A CDR of OCPI 2.1.1 from the wire to the customer's price: it names no session, no token, no VAT and no owner.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { customer, staff, system } from '@/db/factories/rated-portal'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import type { CdrId } from '@/lib/kernel/ids'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call, cdrBody, cdrToken, locationBody, evseBody, sessionBody, tariffBody } from '@/lib/ocpi/testing/call'
import { bodyInVersion } from '@/lib/ocpi/testing/fuzz-corpus'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { listSessions } from '@/lib/roaming/sessions/list-sessions'
import { listMyCharges } from '../charges/queries/list-my-charges'
import { ensurePublicPlan } from '../price-plans/ensure-public-plan'
import { rateCdrs } from '../rate-cdrs'
import { getCdrDetail } from './queries/get-cdr-detail'

const sql = testSql()
let cpo: PartnerFixture
let card: TokenFixture

beforeEach(async () => {
  await truncateAll(sql)
  cpo = await insertPartner({ version: '2.1.1' })
  card = await insertToken()
  await ensurePublicPlan(system)
  const site = locationBody(cpo, 'LOC1', { evses: [evseBody('E1'), evseBody('E2')] })
  await send('PUT', `locations/${own()}/LOC1`, bodyInVersion('2.1.1', 'locations', site))
  await send('PUT', `tariffs/${own()}/T1`, bodyInVersion('2.1.1', 'tariffs', tariffBody(cpo, 'T1')))
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const own = () => `${cpo.countryCode}/${cpo.partyId}`
const send = async (method: string, path: string, body: unknown) => {
  const answer = await call(cpo, method, `/ocpi/2.1.1/${path}`, body)
  expect(answer).toMatchObject({ code: 1000 })
  return answer
}
const contract = () => ({ ...cdrToken(card.uid), contract_id: card.contractId })
const place = (evse: string) => ({
  location: { ...locationBody(cpo, 'LOC1', { evses: [evseBody(evse)] }), type: 'ON_STREET' },
})

/** A charge at E1 as its operator tells it: complete, and as many kWh as the CDR will have. */
const session = (id: string, fields: object = {}) =>
  send('PUT', `sessions/${own()}/${id}`, {
    ...bodyInVersion('2.1.1', 'sessions', sessionBody(cpo, id, { cdr_token: contract() })),
    ...place('E1'),
    end_datetime: '2026-10-01T09:00:00Z',
    kwh: 11,
    status: 'COMPLETED',
    last_updated: '2026-10-01T09:00:00Z',
    ...fields,
  })

async function rate(id: string, fields: object = {}) {
  const body = bodyInVersion('2.1.1', 'cdrs', cdrBody(cpo, id, card.uid, { cdr_token: contract() }))
  await send('POST', 'cdrs', { ...body, ...place('E1'), ...fields })
  await flushRating()
  const [row] = await sql<{ id: CdrId }[]>`select id from cdrs where ocpi_id = ${id}`
  await rateCdrs(system, [row!.id]) // it was just stored
  return getCdrDetail(staff('auditor'), row!.id)
}
const codes = (detail: Awaited<ReturnType<typeof rate>>) => detail.findings.map(({ code }) => code)

test('it finds its session by contract, socket and time, is checked against it, priced, and listed once', async () => {
  await session('S-NIGHT', { start_datetime: '2026-09-30T20:00:00Z', end_datetime: '2026-09-30T21:00:00Z' })
  await session('S-ELSEWHERE', { ...place('E2') })
  await session('S1', { start_datetime: '2026-10-01T07:45:00Z' })
  const detail = await rate('C1')
  const [mine] = await sql<{ id: string }[]>`select id from sessions where ocpi_id = 'S1'`
  expect(detail.session?.id).toBe(mine?.id)
  expect(detail.status).toBe('accepted')
  // Nothing is missing and nothing deviates: 11 kWh at 3,20 kr and our 10 öre.
  expect(codes(detail)).toEqual([])
  const [rating] = await sql`select cpo_excl, wholesale_excl, retail_net_minor, retail_gross_minor from ratings`
  expect(rating).toEqual({
    cpo_excl: '35.2',
    wholesale_excl: '35.2',
    retail_net_minor: '3630',
    retail_gross_minor: '4538',
  })
  const { rows } = await listMyCharges(customer(card.customerId))
  expect(rows.filter(({ kind }) => kind === 'cdr')).toMatchObject([{ state: 'checked', grossMinor: 4538n }])
  expect(rows.filter(({ kind }) => kind === 'session')).toHaveLength(2)
  expect(rows.map(({ id }) => id)).not.toContain(mine?.id)
  const listed = (await listSessions(staff('auditor'), { show: 'all' })).rows.map(({ ocpiId, cdrId }) => [
    ocpiId,
    cdrId !== null,
  ])
  expect(Object.fromEntries(listed)).toEqual({ S1: true, 'S-ELSEWHERE': false, 'S-NIGHT': false })
})

test('energy that the session did not have is noticed', async () => {
  await session('S1', { kwh: 7 })
  expect(codes(await rate('C1'))).toContain('ENERGY_DIFFERS_FROM_SESSION')
})

test('of two charges at one socket each CDR finds its own', async () => {
  await session('S1')
  await session('S2', { start_datetime: '2026-10-01T09:05:00Z', end_datetime: '2026-10-01T10:00:00Z' })
  const ids = Object.fromEntries(
    (await sql`select ocpi_id, id from sessions`).map((row) => [row['ocpi_id'], row['id']]),
  )
  expect((await rate('C1')).session?.id).toBe(ids['S1'])
  const { rows } = await listMyCharges(customer(card.customerId))
  expect(rows.map(({ kind, state }) => [kind, state])).toEqual([
    ['session', 'preliminary'],
    ['cdr', 'checked'],
  ])
})

test('without a session it is told so, and priced all the same', async () => {
  const detail = await rate('C1')
  expect(codes(detail)).toContain('NO_SESSION')
  expect(detail.status).toBe('accepted')
})
