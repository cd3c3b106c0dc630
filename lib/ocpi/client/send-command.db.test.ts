import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { insertCustomer } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import type { CustomerCtx } from '@/lib/auth/context'
import { newId, type CommandId, type EvseId, type SessionId } from '@/lib/kernel/ids'
import { MINUTE_MS, instant } from '@/lib/kernel/time'
import { startCharging, stopCharging } from '@/lib/ocpi/client/send-command'
import { call, locationBody, sessionBody } from '@/lib/ocpi/testing/call'
import { startStubPartner, type StubPartner } from '@/db/factories/stub-partner'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { fixedClock, systemClock } from '@/lib/platform/clock'
import { findMyCommand } from '@/lib/roaming/commands/queries'
import { expireCommands } from '@/lib/roaming/commands/settle-command'

const sql = testSql()
const clock = fixedClock(systemClock.now())
const system = mintSystemCtx({ job: 'expire-commands', requestId: 'test', clock })
let partner: StubPartner
let me: CustomerCtx
let evseId: EvseId

beforeEach(async () => {
  clock.set(systemClock.now())
  partner = await startStubPartner()
  const customerId = await insertCustomer()
  me = mintCustomerCtx({ userId: newId('user', clock.now()), customerId, requestId: 'test', clock })
  await call(partner, 'PUT', `locations/${partner.countryCode}/${partner.partyId}/LOC1`, locationBody(partner, 'LOC1'))
  const [row] =
    await sql`select e.id from evses e join locations l on l.id = e.location_id where l.partner_id = ${partner.partnerId} and e.uid = 'E1'`
  evseId = row?.['id'] as EvseId // selected as such
  partner.answer(() => ({ data: { result: 'ACCEPTED', timeout: 30 } }))
})
afterEach(() => partner.close())
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

type Sent = {
  response_url: string
  authorization_reference: string
  token: { uid: string; type: string }
  location_id: string
  evse_uid: string
  connector_id: string
}
const sent = () => partner.seen.at(-1)?.body as Sent // what `startSessionToWire` writes
const start = () => startCharging(me, { evseId, connectorId: '1' })
const stateOf = async (commandId: CommandId) => (await findMyCommand(me, commandId))?.state
const post = (result: string, url = sent().response_url, peer: Parameters<typeof call>[0] = partner) =>
  call(peer, 'POST', new URL(url).pathname, { result })
const pushSession = (
  status: string,
  reference: string | undefined = sent().authorization_reference,
  at = '2026-10-01T08:00:00Z',
) => {
  const token = { ...sent().token, country_code: 'SE', party_id: 'LDN', contract_id: 'x' }
  const body = sessionBody(partner, 'S1', {
    cdr_token: token,
    authorization_reference: reference,
    status,
    last_updated: at,
  })
  return call(partner, 'PUT', `sessions/${partner.countryCode}/${partner.partyId}/S1`, body)
}

test('a charge is asked for with the customer’s own token, and is followed until it runs', async () => {
  const commandId = await start()
  expect(partner.seen.at(-1)).toMatchObject({ method: 'POST', path: '/commands/START_SESSION' })
  expect(sent()).toMatchObject({
    location_id: 'LOC1',
    evse_uid: 'E1',
    connector_id: '1',
    token: { type: 'APP_USER', valid: true, whitelist: 'NEVER' },
  })
  expect(await stateOf(commandId)).toBe('accepted_by_cpo')
  expect(await post('ACCEPTED')).toMatchObject({ http: 200, code: 1000 })
  expect(await stateOf(commandId)).toBe('accepted_by_station')
  await pushSession('ACTIVE')
  expect(await stateOf(commandId)).toBe('active')
  await pushSession('COMPLETED', sent().authorization_reference, '2026-10-01T09:00:00Z')
  expect(await stateOf(commandId)).toBe('done')
  const [decision] =
    await sql`select allowed, customer_id from authorizations where id = ${sent().authorization_reference}`
  expect(decision).toMatchObject({ allowed: 'ALLOWED', customer_id: me.customerId })
})

test('a result is taken once, from the partner that was asked, at the address that only it knows', async () => {
  const commandId = await start()
  const url = sent().response_url
  const other = await insertPartner()
  expect((await post('ACCEPTED', url, other)).http).toBe(404)
  expect((await post('ACCEPTED', url.replace(/[^/]+$/, 'guess'))).http).toBe(404)
  expect(await stateOf(commandId)).toBe('accepted_by_cpo')
  await post('EVSE_OCCUPIED')
  expect(await post('ACCEPTED')).toMatchObject({ http: 200, code: 1000 })
  expect(await stateOf(commandId)).toBe('rejected')
  const [row] = await sql`select result, response_hash from commands where id = ${commandId}`
  expect(row?.['result']).toBe('EVSE_OCCUPIED')
  expect(JSON.stringify(row)).not.toContain(url.split('/').at(-1))
})

test.each(['TIMEOUT', 'FAILED'])('after %s a charge may start all the same', async (result) => {
  const commandId = await start()
  await post(result)
  expect(await stateOf(commandId)).toBe(result === 'TIMEOUT' ? 'unknown' : 'rejected')
  await pushSession('ACTIVE')
  expect(await stateOf(commandId)).toBe('active')
})

test('no result in time means unknown, never failed, and a late one is taken', async () => {
  const commandId = await start()
  await expireCommands(system)
  expect(await stateOf(commandId)).toBe('accepted_by_cpo')
  clock.set(instant(clock.now() + MINUTE_MS))
  await expireCommands(system)
  expect(await stateOf(commandId)).toBe('unknown')
  await post('ACCEPTED')
  expect(await stateOf(commandId)).toBe('accepted_by_station')
})

test('a station that agreed is not waited for for ever, and the charge counts when it comes', async () => {
  const commandId = await start()
  await post('ACCEPTED')
  clock.set(instant(systemClock.now() + 20 * MINUTE_MS))
  await expireCommands(system)
  expect(await stateOf(commandId)).toBe('unknown')
  await pushSession('ACTIVE')
  expect(await stateOf(commandId)).toBe('active')
})

test.each<[string, Parameters<StubPartner['answer']>[0], string]>([
  ['rejects', () => ({ data: { result: 'REJECTED', timeout: 30 } }), 'rejected'],
  ['does not know the place', () => ({ code: 2003, message: 'unknown location' }), 'rejected'],
  ['refuses the request', () => ({ http: 400, code: 2001 }), 'rejected'],
  ['breaks off', () => null, 'unknown'],
  ['has an outage', () => ({ http: 502, raw: '<h1>Bad Gateway</h1>' }), 'unknown'],
])('a partner that %s', async (_, answer, state) => {
  partner.answer(answer)
  expect(await stateOf(await start())).toBe(state)
  // A command is never sent twice.
  expect(partner.seen).toHaveLength(1)
})

test('the result may come before the answer does', async () => {
  partner.answer(async ({ body }) => {
    await post('ACCEPTED', (body as Sent).response_url)
    return { data: { result: 'ACCEPTED', timeout: 30 } }
  })
  expect(await stateOf(await start())).toBe('accepted_by_station')
})

test('a customer who may not charge is refused before anybody is asked', async () => {
  await sql`update customers set charging_allowed = false, charging_denied_reason = 'no_credit' where id = ${me.customerId}`
  await expect(start()).rejects.toThrow('not allowed')
  expect(partner.seen).toEqual([])
})

test('a second start while one is under way is refused', async () => {
  const outcomes = await Promise.allSettled([start(), start()])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(partner.seen).toHaveLength(1)
})

test('stopping: one’s own session, or any for staff who may; nobody else’s', async () => {
  await start()
  await post('ACCEPTED')
  await pushSession('ACTIVE')
  const [row] = await sql`select id from sessions where partner_id = ${partner.partnerId}`
  const sessionId = row?.['id'] as SessionId // selected as such
  const stranger = mintCustomerCtx({
    userId: newId('user', 1),
    customerId: await insertCustomer(),
    requestId: 'test',
    clock,
  })
  await expect(stopCharging(stranger, sessionId)).rejects.toThrow('not found')
  const auditor = mintStaffCtx({ userId: newId('user', 1), role: 'auditor', requestId: 'test', clock })
  await expect(stopCharging(auditor, sessionId)).rejects.toThrow('session:stop')
  const mine = await stopCharging(me, sessionId)
  expect(partner.seen.at(-1)).toMatchObject({ path: '/commands/STOP_SESSION', body: { session_id: 'S1' } })
  const url = sent().response_url
  await post('ACCEPTED', url)
  expect(await stateOf(mine)).toBe('done')
  const support = mintStaffCtx({ userId: newId('user', 1), role: 'support', requestId: 'test', clock })
  partner.answer(() => ({ data: { result: 'UNKNOWN_SESSION' } }))
  await stopCharging(support, sessionId)
  const again = await sql`select 1 from graphile_worker.jobs where key = ${`pull:${partner.partnerId}:sessions`}`
  expect(again).toHaveLength(1)
  expect(await findMyCommand(stranger, mine)).toBeNull()
})
