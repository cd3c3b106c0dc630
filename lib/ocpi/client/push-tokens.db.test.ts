import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { insertCustomer, insertToken } from '@/db/factories/customers'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { setChargingAllowed } from '@/lib/customers/set-charging-allowed'
import { newId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { pushTokens } from '@/lib/ocpi/client/push-tokens'
import { startStubPartner, type StubPartner } from '@/db/factories/stub-partner'
import { planTokenPushes } from '@/lib/partners/plan-sync'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { fixedClock } from '@/lib/platform/clock'
import { ensureAppToken, issueToken } from '@/lib/roaming/tokens/issue-token'
import { listTokenAcknowledgements } from '@/lib/roaming/tokens/list-token-acknowledgements'
import { allowTokenPlace, liftTokenPlaces } from '@/lib/roaming/tokens/allow-token-place'
import { setTokenGroup } from '@/lib/roaming/tokens/set-token-group'
import { setMyTokenState, setTokenState } from '@/lib/roaming/tokens/set-token-state'

const NOW = instant(Date.UTC(2026, 9, 20, 12))
const clock = fixedClock(NOW)
const ctx = mintSystemCtx({ job: 'push-tokens', requestId: 'test', clock })
const staff = mintStaffCtx({ userId: newId('user', NOW), role: 'support', requestId: 'test', clock })
const sql = testSql()
let partner: StubPartner

beforeEach(async () => {
  await truncateAll(sql)
  clock.set(NOW)
  partner = await startStubPartner()
})
afterEach(() => partner.close())
afterAll(async () => {
  await flushExchanges()
  await sql.end()
})

const pass = () => clock.set(instant(clock.now() + MINUTE_MS))
const sent = () =>
  partner.seen.map(({ method, path, body }) => ({ method, path, ...(body as { valid: boolean; uid: string }) }))
const push = () => pushTokens(ctx, partner.partnerId)
const waitingJobs = async () =>
  (await sql`select key from graphile_worker.jobs where key = ${`push-tokens:${partner.partnerId}`}`).length

test('a new card is put at the partner once, the token of the portal never', async () => {
  const customerId = await insertCustomer()
  const card = await issueToken(staff, { customerId, uid: '04:a1:b2:c3', type: 'RFID', whitelist: 'ALLOWED' })
  await ensureAppToken(staff, customerId)
  expect(await waitingJobs()).toBe(1)
  expect(await push()).toEqual({ sent: 1, failed: 0 })
  const [country, party] = card.contractId.split('-')
  expect(sent()).toMatchObject([
    {
      method: 'PUT',
      path: `/tokens/${country}/${party}/04A1B2C3`,
      valid: true,
      uid: '04A1B2C3',
      contract_id: card.contractId,
      whitelist: 'ALLOWED',
    },
  ])
  expect(await push()).toEqual({ sent: 0, failed: 0 })
})

test('only the latest state is sent, and one job waits however often it changes', async () => {
  const { tokenId } = await insertToken()
  for (const state of ['blocked', 'active', 'blocked'] as const) {
    pass()
    await setTokenState(staff, tokenId, state, 'test')
  }
  expect(await waitingJobs()).toBe(1)
  await push()
  expect(sent().map(({ valid }) => valid)).toEqual([false])
})

test('a block is asserted until it is acknowledged', async () => {
  const { tokenId } = await insertToken()
  await push()
  pass()
  await setTokenState(staff, tokenId, 'blocked', 'stolen')
  partner.answer(() => ({ http: 200, code: 3000, message: 'try later' }))
  expect(await push()).toEqual({ sent: 0, failed: 1 })
  const [row] = await sql`select attempts, error from token_pushes where token_id = ${tokenId}`
  expect(row).toMatchObject({ attempts: 2, error: 'try later' })
  await sql`delete from graphile_worker._private_jobs`
  await planTokenPushes(ctx)
  expect(await waitingJobs()).toBe(1)
  partner.answer(() => ({ data: undefined }))
  expect(await push()).toEqual({ sent: 1, failed: 0 })
  await sql`delete from graphile_worker._private_jobs`
  await planTokenPushes(ctx)
  expect(await waitingJobs()).toBe(0)
})

test('a block is told at once, and to the partner that is away within a minute of its return', async () => {
  const away = await startStubPartner()
  const { tokenId } = await insertToken()
  await push()
  await pushTokens(ctx, away.partnerId)
  away.answer(() => ({ http: 500, code: 3000, message: 'our database is away' }))
  partner.seen.length = 0
  pass()
  await setTokenState(staff, tokenId, 'blocked', 'stolen')
  const jobs = await sql`select key, run_at <= now() as due from graphile_worker.jobs where key like 'push-tokens:%'`
  expect(jobs).toHaveLength(2)
  expect(jobs.every((job) => job['due'])).toBe(true)
  await push()
  expect(sent()).toMatchObject([{ valid: false }])
  const known = async () =>
    (await listTokenAcknowledgements(staff, tokenId)).find(({ partnerId }) => partnerId === away.partnerId)
  for (let minute = 0; minute < 3; minute += 1) {
    expect((await pushTokens(ctx, away.partnerId)).failed).toBe(1)
    expect(await known()).toMatchObject({ believesValid: true, current: false })
    await sql`delete from graphile_worker._private_jobs`
    pass()
    await planTokenPushes(ctx)
    const waiting = await sql`select key from graphile_worker.jobs where key like 'push-tokens:%'`
    expect(waiting.map((job) => job['key'])).toEqual([`push-tokens:${away.partnerId}`])
  }
  away.answer(() => ({ data: undefined }))
  expect(await pushTokens(ctx, away.partnerId)).toEqual({ sent: 1, failed: 0 })
  expect(await known()).toMatchObject({ believesValid: false, current: true, takesNone: false })
  await away.close()
}, 60_000)

test('what was refused is looked up, and put once more', async () => {
  await insertToken({ uid: '04CCCCCC' })
  let puts = 0
  partner.answer(({ method }) => {
    if (method === 'GET') return { http: 404, code: 2004 }
    puts += 1
    return puts === 1 ? { code: 2001, message: 'not now' } : { data: undefined }
  })
  expect(await push()).toEqual({ sent: 1, failed: 0 })
  expect(partner.seen.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT'])
})

test('what the partner has all the same is acknowledged', async () => {
  await insertToken({ uid: '04DDDDDD' })
  let put: unknown
  partner.answer(({ method, body }) => {
    if (method === 'GET') return { data: put }
    put = body
    return { http: 409, code: 2000, message: 'a duplicate' }
  })
  expect(await push()).toEqual({ sent: 1, failed: 0 })
  expect(partner.seen.map(({ method }) => method)).toEqual(['PUT', 'GET'])
})

test('a partner that wants changes as PATCH gets the first state whole, and the whole again where it lost it', async () => {
  await partner.close()
  partner = await startStubPartner({ quirks: { tokenPush: 'patch', uidForm: 'padded_hex' } })
  const { tokenId } = await insertToken({ uid: '04EEEEEE' })
  await push()
  pass()
  await setTokenState(staff, tokenId, 'blocked', 'stolen')
  await push()
  expect(partner.seen.map(({ method }) => method)).toEqual(['PUT', 'PATCH'])
  expect(partner.seen[1]?.body).toMatchObject({ valid: false, last_updated: expect.any(String) })
  expect(partner.seen[1]?.body).not.toHaveProperty('contract_id')
  partner.seen.length = 0
  pass()
  await setTokenState(staff, tokenId, 'active', 'found')
  partner.answer(({ method }) => (method === 'PUT' ? { data: undefined } : { http: 404, code: 2004 }))
  await push()
  expect(partner.seen.map(({ method }) => method)).toEqual(['PATCH', 'GET', 'PUT'])
})

test('a card for certain places is told as one to ask about each time, and its own list mark comes back with freedom', async () => {
  const { tokenId } = await insertToken({ uid: '04EEEE01', whitelist: 'ALLOWED' })
  await push()
  pass()
  await allowTokenPlace(staff, tokenId, { location: `${partner.countryCode}*${partner.partyId}`, evseUids: [] }, 'x')
  expect(await waitingJobs()).toBe(1)
  await push()
  pass()
  await liftTokenPlaces(staff, tokenId, 'x')
  await push()
  expect(sent().map((body) => (body as { whitelist?: string }).whitelist)).toEqual(['ALLOWED', 'NEVER', 'ALLOWED'])
})

test('a group is told to who has a word for it, and its end by the whole card', async () => {
  const old = await startStubPartner({ version: '2.1.1' })
  const patching = await startStubPartner({ quirks: { tokenPush: 'patch' } })
  const { tokenId } = await insertToken({ uid: '04EEEE02' })
  const pushAll = async () => {
    pass()
    for (const { partnerId } of [partner, old, patching]) await pushTokens(ctx, partnerId)
  }
  await pushAll()
  for (const group of ['FLEET-7', 'FLEET-8', null]) {
    await setTokenGroup(staff, tokenId, group, 'shared cars')
    await pushAll()
  }
  const groups = (of: StubPartner) => of.seen.map(({ body }) => (body as { group_id?: string }).group_id)
  expect(groups(partner)).toEqual([undefined, 'FLEET-7', 'FLEET-8', undefined])
  expect(groups(old)).toEqual([undefined, undefined, undefined, undefined])
  expect(groups(patching)).toEqual([undefined, 'FLEET-7', 'FLEET-8', undefined])
  expect(patching.seen.map(({ method }) => method)).toEqual(['PUT', 'PATCH', 'PATCH', 'PUT'])
  await Promise.all([old.close(), patching.close()])
})

test('a partner that takes no cards is not planned for, and staff see that it asks', async () => {
  const { tokenId } = await insertToken()
  await sql`delete from partner_endpoints where identifier = 'tokens'`
  await sql`delete from graphile_worker._private_jobs`
  await planTokenPushes(ctx)
  expect(await waitingJobs()).toBe(0)
  expect(await listTokenAcknowledgements(staff, tokenId)).toMatchObject([{ takesNone: true, believesValid: null }])
})

test('blocked cards go first', async () => {
  await insertToken({ uid: '04AAAAAA' })
  await insertToken({ uid: '04BBBBBB', state: 'blocked' })
  await push()
  expect(sent()[0]).toMatchObject({ uid: '04BBBBBB', valid: false })
})

test('a customer who may not charge any more has no valid card at any partner', async () => {
  const { customerId } = await insertToken()
  await push()
  pass()
  await setChargingAllowed(ctx, customerId, { allowed: false, because: 'no_credit' }, 'overdue')
  await planTokenPushes(ctx)
  expect(await waitingJobs()).toBe(1)
  await push()
  expect(sent().map(({ valid }) => valid)).toEqual([true, false])
  expect(await push()).toEqual({ sent: 0, failed: 0 })
})

test('a partner that is silent is left in peace until the next plan', async () => {
  for (let count = 0; count < 10; count += 1) await insertToken()
  await partner.close()
  const { sent: reached, failed } = await push()
  expect(reached).toBe(0)
  expect(failed).toBeLessThan(10)
}, 30_000)

test('customers block and open their own card; not what staff blocked, nor another customer’s', async () => {
  const mine = await insertToken()
  const other = await insertToken()
  const me = mintCustomerCtx({ userId: newId('user', NOW), customerId: mine.customerId, requestId: 'test', clock })
  pass()
  await setMyTokenState(me, mine.tokenId, 'blocked')
  await setMyTokenState(me, mine.tokenId, 'active')
  await setTokenState(staff, mine.tokenId, 'blocked', 'misuse')
  await expect(setMyTokenState(me, mine.tokenId, 'active')).rejects.toThrow('blocked by staff')
  await expect(setMyTokenState(me, other.tokenId, 'blocked')).rejects.toThrow('not found')
  const auditor = mintStaffCtx({ userId: newId('user', NOW), role: 'auditor', requestId: 'test', clock })
  await expect(setTokenState(auditor, mine.tokenId, 'active', '')).rejects.toThrow('token:write')
})
