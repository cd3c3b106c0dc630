import { afterAll, expect, test } from 'vitest'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { systemClock } from '@/lib/platform/clock'
import { flushExchanges, recordExchange, type Exchange } from './record-exchange'

const sql = testSql()
afterAll(() => sql.end())

let count = 0
async function kept(fields: Partial<Exchange>) {
  const requestId = `kept-${count++}`
  recordExchange({
    partnerId: null,
    direction: 'in',
    at: systemClock.now(),
    method: 'POST',
    path: '/ocpi/2.2.1/credentials',
    module: 'credentials',
    version: '2.2.1',
    objectKey: null,
    requestId,
    correlationId: 'c',
    httpStatus: 200,
    ocpiStatus: 1000,
    durationMs: 1,
    requestHeaders: {},
    responseHeaders: null,
    requestBody: null,
    responseBody: null,
    error: null,
    ...fields,
  })
  await flushExchanges()
  const [row] = await sql`select * from ocpi_exchanges where request_id = ${requestId}`
  return row!
}

test.each([
  ['plain', '{"token":"s3cret"}'],
  ['spaced', '{"token" :\n "s3cret"}'],
  ['escaped in its name', String.raw`{"\u0074\u006fken":"s3cret"}`],
  ['with a quote in it', String.raw`{"token":"a\"s3cret"}`],
  ['an address for the result', '{"response_url":"https://us.example/ocpi/2.2.1/commands/START_SESSION/cmd_1/s3cret"}'],
  ['that address, escaped', String.raw`{"response\u005furl":"https://us.example/commands/START_SESSION/cmd_1/s3cret"}`],
])('a secret is not kept: %s', async (_, body) => {
  const row = await kept({ requestBody: body, responseBody: body })
  expect(JSON.stringify(row)).not.toContain('s3cret')
  expect(row['request_body']).toContain('***')
})

test('a secret is not kept where the body is cut off within it', async () => {
  const secret = 'ab'.repeat(40_000)
  const row = await kept({ requestBody: `{"x":"${'y'.repeat(65_000)}","token":"${secret}"}` })
  expect(row['request_body']).not.toContain('abab')
})

test.each([
  '/ocpi/2.2.1/commands/START_SESSION/cmd_1/s3cret',
  '/ocpi/2.2.1/chargingprofiles/set/cpr_1/s3cret',
  'https://cpo.example/cp/S1?duration=60&response_url=https%3A%2F%2Fus.example%2Focpi%2F2.2.1%2Fchargingprofiles%2Fread%2Fcpr_1%2Fs3cret',
  '/ocpi/2.2.1/Commands//START_SESSION//cmd_1//s3cret',
  '/ocpi/2.2.1/c%6fmmands/START_SESSION/cmd_1/s3cret?x=1',
])('the secret of a result address is not kept: %s', async (path) => {
  expect((await kept({ path }))['path']).not.toContain('s3cret')
})

test('the headers that tell something are kept, the authorisation is not', async () => {
  const row = await kept({
    objectKey: 'cdrs/X',
    requestHeaders: { authorization: 'Token s3cret', 'content-type': 'text/plain', cookie: 'x', 'user-agent': 'cpo/1' },
    responseHeaders: { location: 'https://us.example/ocpi/2.2.1/cdrs/SE/KUL/X', 'set-cookie': ['a'] },
  })
  expect(JSON.parse(row['request_headers'] as string)).toEqual({
    authorization: 'Token ***',
    'content-type': 'text/plain',
    'user-agent': 'cpo/1',
  })
  expect(JSON.parse(row['response_headers'] as string)).toEqual({
    location: 'https://us.example/ocpi/2.2.1/cdrs/SE/KUL/X',
  })
  expect(row).toMatchObject({ object_key: 'cdrs/X', version: '2.2.1' })
})

test('an exchange with a partner keeps its place in the log', async () => {
  const { partnerId } = await insertPartner()
  expect((await kept({ partnerId }))['partner_id']).toBe(partnerId)
})
