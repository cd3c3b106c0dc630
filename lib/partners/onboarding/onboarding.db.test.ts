import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertCustomer } from '@/db/factories/customers'
import { testSql } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type PartnerId, type TokenId } from '@/lib/kernel/ids'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call, cdrBody, locationBody, sessionBody, tariffBody } from '@/lib/ocpi/testing/call'
import { systemClock } from '@/lib/platform/clock'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import { findPlaces } from '@/lib/roaming/locations/find-places'
import { issueToken } from '@/lib/roaming/tokens/issue-token'
import { listDueTokens } from '@/lib/roaming/tokens/token-pushes'
import { insertClientToken } from '@/db/factories/partners'
import { mayGoLive } from '../core/onboarding'
import { requestRun } from '../conformance/request-run'
import { flushExchanges } from '../record-exchange'
import { beginAnswer, beginInvitation } from './begin-onboarding'
import { chooseTestCard } from './choose-test-card'
import { goLive } from './go-live'
import { getOnboarding } from './queries'
import { tickCheck } from './tick-check'

const sql = testSql()
const base = { requestId: 'test', clock: systemClock }
const staff = mintStaffCtx({ ...base, userId: newId('user', systemClock.now()), role: 'roaming' })
const support = mintStaffCtx({ ...base, userId: newId('user', systemClock.now()), role: 'support' })
const system = mintSystemCtx({ ...base, job: 'test' })
const peer = { clientToken: 'ldn1_onboarding_test', countryCode: 'SE', partyId: 'ONB' }
let partnerId: PartnerId
let testCard: TokenId
let customer: Awaited<ReturnType<typeof insertCustomer>>

beforeAll(async () => {
  customer = await insertCustomer()
  const issue = (uid: string) => issueToken(system, { customerId: customer, uid, type: 'RFID', whitelist: 'ALLOWED' })
  testCard = (await issue('04AAAAAAAAAA01')).tokenId
  await issue('04AAAAAAAAAA02')
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

test('an invitation adds a partner that no customer meets', async () => {
  await expect(beginInvitation(support, { name: 'Prov', countryCode: 'SE', partyId: 'ONB' })).rejects.toThrow(
    'partner:write',
  )
  ;({ partnerId } = await beginInvitation(staff, { name: 'Prov', countryCode: 'SE', partyId: 'ONB' }))
  const { direction, facts } = await getOnboarding(staff, partnerId)
  expect({ direction, live: facts.live, state: facts.state }).toEqual({
    direction: 'invited',
    live: false,
    state: 'token_a_issued',
  })
  // What the handshake leaves behind.
  await sql`update partners set state = 'registered', version = '2.2.1', roles = ${sql.json([{ role: 'CPO', countryCode: 'SE', partyId: 'ONB', businessDetails: { name: 'Prov' } }])} where id = ${partnerId}`
  await insertClientToken(partnerId, peer.clientToken)
  await sql`insert into partner_endpoints (partner_id, version, identifier, role, url) values (${partnerId}, '2.2.1', 'locations', 'SENDER', 'http://127.0.0.1:1/l')`
  await sql`insert into sync_marks (partner_id, module, last_full_at) values (${partnerId}, 'locations', now())`
})

test('before it is live, its places are hidden and the test card is the only card it knows and may charge', async () => {
  await chooseTestCard(staff, partnerId, testCard)
  expect((await call(peer, 'PUT', 'tariffs/SE/ONB/T1', tariffBody(peer, 'T1'))).code).toBe(1000)
  expect(
    (await call(peer, 'PUT', 'locations/SE/ONB/LOC1', locationBody(peer, 'LOC1', { name: 'Provplatsen' }))).code,
  ).toBe(1000)
  const me = mintCustomerCtx({ ...base, userId: newId('user', systemClock.now()), customerId: customer })
  expect((await findPlaces(me, 'Provplatsen')).places).toEqual([])
  expect((await listDueTokens(partnerId, 100)).map(({ tokenId }) => tokenId)).toEqual([testCard])
  const listed = (await call(peer, 'GET', 'tokens')).data as { uid: string }[]
  expect(listed.map(({ uid }) => uid)).toEqual(['04AAAAAAAAAA01'])
  const ask = async (uid: string) =>
    ((await call(peer, 'POST', `tokens/${uid}/authorize`)).data as { allowed: string }).allowed
  expect(await ask('04AAAAAAAAAA01')).toBe('ALLOWED')
  expect(await ask('04AAAAAAAAAA02')).toBe('NOT_ALLOWED')
})

test('it goes live when everything on the checklist is done, and not before', async () => {
  await expect(goLive(staff, partnerId)).rejects.toThrow('the checklist is not complete')
  const runId = await requestRun(staff, partnerId)
  expect(await requestRun(staff, partnerId)).toBe(runId)
  await sql`update conformance_runs set state = 'done', errors = 2 where id = ${runId}`
  for (const check of ['agreement', 'prices', 'support'] as const) await tickCheck(staff, partnerId, check, true)
  expect(mayGoLive((await getOnboarding(staff, partnerId)).facts)).toBe(false)
  // Somebody takes the two faults upon themselves.
  await tickCheck(staff, partnerId, 'report', true)
  await tickCheck(staff, partnerId, 'support', false)
  await expect(goLive(staff, partnerId)).rejects.toThrow('the checklist is not complete')
  await tickCheck(staff, partnerId, 'support', true)
  await expect(goLive(support, partnerId)).rejects.toThrow('partner:write')
  await goLive(staff, partnerId)
  await goLive(staff, partnerId)
  const events = await sql`select 1 from partner_events where partner_id = ${partnerId} and step = 'live'`
  expect(events).toHaveLength(1)
  const audits =
    await sql`select action from audit_events where entity_id = ${partnerId} and action like 'onboarding.%' order by id`
  expect(audits.map(({ action }) => action)).toEqual([
    'onboarding.begin',
    'onboarding.choose-card',
    ...Array.from({ length: 4 }, () => 'onboarding.tick'),
    'onboarding.untick',
    'onboarding.tick',
  ])
})

test('live, customers meet it, and the first session is seen step by step', async () => {
  const me = mintCustomerCtx({ ...base, userId: newId('user', systemClock.now()), customerId: customer })
  expect((await findPlaces(me, 'Provplatsen')).places).toHaveLength(1)
  expect((await listDueTokens(partnerId, 100)).length).toBe(2)
  const steps = async () => (await getOnboarding(staff, partnerId)).facts.firstSession
  expect(await steps()).toEqual({ authorization: true, session: false, cdr: false, rating: false })
  const token = { country_code: 'SE', party_id: 'LDN', uid: '04AAAAAAAAAA01', type: 'RFID', contract_id: 'SE-LDN-C1' }
  await call(peer, 'PUT', 'sessions/SE/ONB/S1', sessionBody(peer, 'S1', { cdr_token: token }))
  await call(peer, 'POST', 'cdrs', cdrBody(peer, 'C1', token.uid))
  await flushExchanges()
  const { first } = await getOnboarding(staff, partnerId)
  expect(first.session).toMatchObject({ status: 'ACTIVE' })
  await rateCdrs(system, [first.cdr?.id ?? ''])
  expect(await steps()).toEqual({ authorization: true, session: true, cdr: true, rating: true })
})

test('a partner that gave us its address is drawn up, and what failed stays with it', async () => {
  const id = await beginAnswer(staff, { versionsUrl: 'https://cpo.example/versions' })
  const { direction, facts } = await getOnboarding(staff, id)
  expect({ direction, partyKnown: facts.partyKnown, live: facts.live }).toEqual({
    direction: 'given',
    partyKnown: false,
    live: false,
  })
})
