import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertToken } from '@/db/factories/customers'
import { startStubPartner, type StubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { getExchange, type ExchangeRow } from '@/lib/partners/exchanges/queries'
import { flushExchanges, recordExchange, type Exchange } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import { setTokenState } from '@/lib/roaming/tokens/set-token-state'
import { replayExchange } from './replay-exchange'

const sql = testSql()
const as = (role: 'roaming' | 'support') =>
  mintStaffCtx({ userId: newId('user', 0), role, requestId: 'test', clock: systemClock })
let partner: StubPartner
let count = 0

beforeAll(async () => {
  partner = await startStubPartner()
})
beforeEach(() => {
  partner.seen.length = 0
  partner.answer(() => ({ http: 200, code: 1000, data: [] }))
})
afterAll(async () => {
  await partner.close()
  await sql.end()
})

async function logged(fields: Partial<Exchange>): Promise<ExchangeRow> {
  const requestId = `first-${count++}`
  recordExchange({
    partnerId: partner.partnerId,
    direction: 'out',
    at: instant(Date.UTC(2026, 9, 1)),
    method: 'GET',
    path: `${partner.url}/locations?offset=50`,
    module: 'locations',
    version: '2.2.1',
    objectKey: null,
    requestId,
    correlationId: `talk-${requestId}`,
    httpStatus: 200,
    ocpiStatus: 2001,
    durationMs: 1,
    requestHeaders: {},
    responseHeaders: {},
    requestBody: null,
    responseBody: '{}',
    error: null,
    ...fields,
  })
  await flushExchanges()
  const [row] = await sql`select id from ocpi_exchanges where request_id = ${requestId}`
  return getExchange(as('roaming'), Number(row!['id']))
}

test('a question is asked again, in the same conversation, audited', async () => {
  const first = await logged({})
  const id = await replayExchange(as('roaming'), first)
  expect(partner.seen).toMatchObject([{ method: 'GET', path: '/locations' }])
  expect(partner.seen[0]!.query.get('offset')).toBe('50')
  const second = await getExchange(as('roaming'), id!)
  expect(second).toMatchObject({ direction: 'out', correlationId: first.correlationId, ocpiStatus: 1000 })
  const [audit] =
    await sql`select * from audit_events where action = 'message.replay' and entity_id = ${String(first.id)}`
  expect(audit).toMatchObject({ actor: 'staff', after: { kind: 'ask', partnerId: partner.partnerId } })
})

test('a card is told as it is now, not as it was then', async () => {
  const { uid, tokenId } = await insertToken()
  await setTokenState(as('roaming'), tokenId, 'blocked', 'lost')
  const path = `${partner.url}/tokens/SE/LDN/${uid}`
  const old = {
    method: 'PUT',
    module: 'tokens',
    path,
    objectKey: `tokens/${uid.toUpperCase()}`,
    requestBody: '{"valid":true}',
  }
  await replayExchange(as('roaming'), await logged(old))
  expect(partner.seen).toMatchObject([{ method: 'PUT', body: { uid, valid: false } }])
  const [push] = await sql`select acknowledged from token_pushes where token_id = ${tokenId}`
  expect(push!['acknowledged']).not.toBeNull()
})

test('a partner that refuses the card has not acknowledged it', async () => {
  const { uid, tokenId } = await insertToken()
  partner.answer(() => ({ http: 200, code: 2001, message: 'no' }))
  const id = await replayExchange(
    as('roaming'),
    await logged({ method: 'PUT', module: 'tokens', path: `${partner.url}/tokens/x`, objectKey: `tokens/${uid}` }),
  )
  expect(await getExchange(as('roaming'), id!)).toMatchObject({ ocpiStatus: 2001 })
  const [push] = await sql`select acknowledged, error from token_pushes where token_id = ${tokenId}`
  expect(push).toMatchObject({ acknowledged: null, error: 'no' })
})

test('our key goes to no address that is not the partner’s now', async () => {
  const first = await logged({ path: 'http://127.0.0.1:9/locations' })
  await expect(replayExchange(as('roaming'), first)).rejects.toThrow('no such address')
  expect(partner.seen).toEqual([])
})

test.each([
  ['a command', { method: 'POST', module: 'commands' }],
  ['a handshake', { method: 'GET', module: 'credentials' }],
  ['the end of a registration', { method: 'DELETE', module: 'credentials' }],
])('%s is never made again', async (_, fields) => {
  await expect(replayExchange(as('roaming'), await logged(fields))).rejects.toThrow('not made again')
  expect(partner.seen).toEqual([])
})

test('who may not, does not, and nothing is sent', async () => {
  const first = await logged({})
  await expect(replayExchange(as('support'), first)).rejects.toThrow('message:replay')
  expect(partner.seen).toEqual([])
  expect(await sql`select 1 from audit_events where entity_id = ${String(first.id)}`).toHaveLength(0)
})
