import { afterAll, beforeAll, expect, test } from 'vitest'
import postgres from 'postgres'
import { insertCustomer, insertToken } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { instant } from '@/lib/kernel/time'
import { databaseUrl } from '@/lib/platform/database-url'
import { closeDispatch } from '../http/dispatch'
import { call } from '../testing/call'

const sql = testSql()
let cpo: PartnerFixture

beforeAll(async () => {
  cpo = await insertPartner()
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

type Info = {
  allowed: string
  token: Record<string, unknown>
  authorization_reference?: string
  location?: unknown
  info: { language: string }
}
const authorize = (uid: string, body?: unknown, query = '') =>
  call(cpo, 'POST', `tokens/${uid}/authorize${query}`, body)

test('an allowed token: complete token, reference, the asked location, a word in its language', async () => {
  const { uid, contractId, customerId, tokenId } = await insertToken()
  const answer = await authorize(uid.toLowerCase(), { location_id: 'LOC1', evse_uids: ['E1'] })
  expect(answer).toMatchObject({ http: 200, code: 1000 })
  const info = answer.data as Info
  expect(info).toEqual({
    allowed: 'ALLOWED',
    token: expect.objectContaining({
      country_code: 'SE',
      party_id: 'LDN',
      uid,
      type: 'RFID',
      contract_id: contractId,
      issuer: 'Laddnota',
      valid: true,
      whitelist: 'ALLOWED_OFFLINE',
      last_updated: '2026-01-01T00:00:00Z',
    }),
    location: { location_id: 'LOC1', evse_uids: ['E1'] },
    authorization_reference: expect.stringMatching(/^aut_.{26}$/),
    info: { language: 'sv', text: 'Välkommen att ladda' },
  })
  const [row] = await sql`select * from authorizations where id = ${info.authorization_reference!}`
  expect(row).toMatchObject({
    partner_id: cpo.partnerId,
    token_id: tokenId,
    customer_id: customerId,
    allowed: 'ALLOWED',
    location_id: 'LOC1',
    evse_uid: 'E1',
  })
})

test.each([
  [{ state: 'blocked' as const }, {}, 'BLOCKED', 'token_blocked'],
  [{ state: 'lost' as const }, {}, 'BLOCKED', 'token_lost'],
  [{}, { chargingAllowed: false, chargingDeniedReason: 'no_credit' as const }, 'NO_CREDIT', 'customer_no_credit'],
  [{}, { chargingAllowed: false, chargingDeniedReason: 'blocked' as const }, 'BLOCKED', 'customer_blocked'],
  [{}, { chargingAllowed: false, chargingDeniedReason: 'ended' as const }, 'EXPIRED', 'customer_ended'],
])('a refusal is HTTP 200 with the reason: %j %j → %s', async (token, customer, allowed, reason) => {
  const { uid } = await insertToken({ customerId: await insertCustomer(customer), ...token, language: 'en' })
  const answer = await authorize(uid)
  expect(answer).toMatchObject({
    http: 200,
    code: 1000,
    data: { allowed, token: { uid, valid: false }, info: { language: 'en' } },
  })
  expect(answer.data).not.toHaveProperty('authorization_reference')
  expect(await sql`select reason from authorizations where token_uid = ${uid}`).toEqual([{ reason }])
})

test('a partner that wants a no instead of a 404 gets one, with the token it asked for and nothing more', async () => {
  const partner = await insertPartner({ quirks: { unknownToken: 'not_allowed' } })
  const answer = await call(partner, 'POST', 'tokens/04FFFF01/authorize')
  expect(answer).toMatchObject({ http: 200, code: 1000 })
  expect(answer.data).toMatchObject({ allowed: 'NOT_ALLOWED', token: { uid: '04FFFF01', valid: false, type: 'RFID' } })
  expect(answer.data).not.toHaveProperty('authorization_reference')
})

test('a partner may ask for so many unknown tokens a minute; whoever has a card of ours is answered all the same', async () => {
  const partner = await insertPartner({ quirks: { unknownTokenLimit: '30' } })
  const other = await insertPartner()
  const { uid } = await insertToken()
  const ask = (who: PartnerFixture, asked: string) => call(who, 'POST', `tokens/${asked}/authorize`)
  for (let guess = 0; guess < 30; guess += 1) expect((await ask(partner, `04BAD${guess}`)).http).toBe(404)
  expect(await ask(partner, '04BADBAD')).toMatchObject({
    http: 429,
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
  })
  expect((await ask(partner, '04BADBAD')).http).toBe(429)
  expect(await ask(partner, uid)).toMatchObject({ http: 200, data: { allowed: 'ALLOWED' } })
  expect((await ask(other, '04BADBAD')).http).toBe(404)
  const told =
    await sql`select detail from partner_events where partner_id = ${partner.partnerId} and step = 'many_unknown_tokens'`
  expect(told.map((row) => row['detail'])).toEqual(['> 30/min'])
})

test('our cards are listed to who is connected: not to a partner that is paused', async () => {
  const partner = await insertPartner()
  const customerId = await insertCustomer()
  const { uid } = await insertToken({ customerId })
  await sql`update tokens set group_id = 'FLEET-7' where uid = ${uid}`
  const list = () => call(partner, 'GET', 'tokens?limit=1000&date_from=2020-01-01T00:00:00Z')
  expect((await list()).data).toContainEqual(expect.objectContaining({ uid, group_id: 'FLEET-7' }))
  await sql`update partners set paused = true where id = ${partner.partnerId}`
  expect(await list()).toMatchObject({ http: 200, data: [], headers: { 'x-total-count': '0' } })
})

test('an unknown token is 404 with 2004 and no data, and is written down', async () => {
  const answer = await authorize('CAFEBABE')
  expect(answer).toMatchObject({ http: 404, code: 2004 })
  expect(answer.data).toBeUndefined()
  expect(await sql`select allowed, token_id from authorizations where token_uid = 'CAFEBABE'`).toEqual([
    { allowed: 'UNKNOWN', token_id: null },
  ])
})

test('the type is RFID unless stated, and is part of the key', async () => {
  const { uid } = await insertToken({ type: 'APP_USER' })
  expect(await authorize(uid)).toMatchObject({ http: 404, code: 2004 })
  expect(await authorize(uid, undefined, '?type=app_user')).toMatchObject({ http: 200, data: { allowed: 'ALLOWED' } })
  expect(await authorize(uid, undefined, '?type=NEW_KIND')).toMatchObject({ http: 404, code: 2004 })
  expect(await authorize(uid, undefined, '?type=%27%3B--')).toMatchObject({ http: 200, code: 2001 })
})

test.each([[{}], [null], [undefined]])('a body of %j names no location', async (body) => {
  const { uid } = await insertToken()
  expect((await authorize(uid, body)).data).not.toHaveProperty('location')
})

test.each([
  [[]],
  ['LOC1'],
  [{ evse_uids: ['E1'] }],
  [{ location_id: 'L', evse_uids: 'E1' }],
  [{ location_id: 'L', evse_uids: [1] }],
  [{ location_id: '' }],
])('references of %j are answered 2001', async (body) => {
  const { uid } = await insertToken()
  expect(await authorize(uid, body)).toMatchObject({ http: 200, code: 2001 })
})

test('a blocked card is blocked at once, also when asked in a crowd', async () => {
  const { uid, tokenId } = await insertToken()
  expect((await authorize(uid)).data).toMatchObject({ allowed: 'ALLOWED' })
  await sql`update tokens set state = 'blocked' where id = ${tokenId}`
  const others = await Promise.all(Array.from({ length: 20 }, () => insertToken()))
  const answers = await Promise.all([...others.map((other) => authorize(other.uid)), authorize(uid)])
  expect(answers.map(({ data }) => (data as Info).allowed)).toEqual([...others.map(() => 'ALLOWED'), 'BLOCKED'])
  expect(answers.map(({ data }) => (data as Info).token['uid'])).toEqual([...others.map((other) => other.uid), uid])
})

test('decisions do not wait for the disk, and the setting ends with the statement', async () => {
  const client = postgres(databaseUrl(), {
    max: 1,
    connection: { synchronous_commit: 'on' } as object,
    onnotice: () => undefined,
  })
  await client`create temp table seen (setting text)`
  await client`with relaxed as materialized (select set_config('synchronous_commit', 'off', true)) insert into seen select set_config from relaxed`
  expect(await client`select setting, current_setting('synchronous_commit') as after from seen`).toEqual([
    { setting: 'off', after: 'on' },
  ])
  await client.end()
})

test('the list: pages oldest first with their headers, dates from inclusive to exclusive, blocked ones not valid', async () => {
  await sql`truncate tokens cascade`
  const day = (number: number) => instant(Date.UTC(2026, 1, number))
  const uids: string[] = []
  for (let number = 1; number <= 5; number += 1) {
    const { uid } = await insertToken({
      at: day(number),
      lastUpdated: day(6 - number),
      state: number === 2 ? 'blocked' : 'active',
    })
    uids.push(uid)
  }
  const list = async (query: string) => {
    const answer = await call(cpo, 'GET', `tokens${query}`)
    return { ...answer, uids: (answer.data as { uid: string }[]).map(({ uid }) => uid) }
  }
  expect((await list('')).uids).toEqual(uids)
  expect((await list('')).headers).not.toHaveProperty('link')
  const first = await list('?limit=2&date_from=2026-02-01T00:00:00Z')
  expect(first.uids).toEqual(uids.slice(0, 2))
  expect(first.headers).toMatchObject({ 'x-total-count': '5', 'x-limit': '1000' })
  const next = /^<http:\/\/localhost:3000(.+)>; rel="next"$/.exec(first.headers['link']!)![1]!
  expect(new URLSearchParams(next.split('?')[1]).get('date_from')).toBe('2026-02-01T00:00:00Z')
  const second = await call(cpo, 'GET', next)
  expect((second.data as { uid: string }[]).map(({ uid }) => uid)).toEqual(uids.slice(2, 4))
  const third = await call(cpo, 'GET', /^<http:\/\/localhost:3000(.+)>/.exec(second.headers['link']!)![1]!)
  expect((third.data as { uid: string }[]).map(({ uid }) => uid)).toEqual(uids.slice(4))
  expect(third.headers).not.toHaveProperty('link')
  expect((await list('?date_from=2026-02-02T00:00:00Z&date_to=2026-02-04T00:00:00Z')).uids).toEqual([uids[2], uids[3]])
  expect((await list('?date_from=2030-01-01T00:00:00Z')).data).toEqual([])
  expect((await list('?limit=5000')).headers['x-limit']).toBe('1000')
  expect((await list('')).data).toContainEqual(expect.objectContaining({ uid: uids[1], valid: false }))
})

test.each([
  'limit=0',
  'limit=-1',
  'limit=ten',
  'offset=x',
  'offset=-1',
  'date_from=yesterday',
  'date_to=2026-13-01T00:00:00Z',
])('the parameter %s is answered 2001', async (query) => {
  expect(await call(cpo, 'GET', `tokens?${query}`)).toMatchObject({ http: 200, code: 2001 })
})

test.each([
  ['PUT', 'tokens'],
  ['POST', 'tokens'],
  ['GET', 'tokens/1/authorize'],
])('%s %s does not exist', async (method, path) => {
  expect(await call(cpo, method, path, {})).toMatchObject({ http: 405, code: 2000 })
})
