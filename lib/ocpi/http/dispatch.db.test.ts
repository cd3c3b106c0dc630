import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertClientToken, insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { instant } from '@/lib/kernel/time'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { call, cdrBody, evseBody, locationBody, sessionBody, type Peer } from '../testing/call'
import { closeDispatch } from './dispatch'
import { MAX_BODY_BYTES } from './message'
import { forgetFailures } from './partner-auth'

const sql = testSql()
let cpo: PartnerFixture

beforeAll(async () => {
  cpo = await insertPartner()
})
beforeEach(forgetFailures)
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const versions = (authorization: string | undefined, path = '/ocpi/versions') =>
  call(null, 'GET', path, undefined, { headers: { authorization } })
const base64 = (text: string) => Buffer.from(text).toString('base64')

test('versions and their details, with absolute public addresses, one per module and role', async () => {
  expect(await call(cpo, 'GET', '/ocpi/versions')).toMatchObject({
    http: 200,
    code: 1000,
    data: ['2.1.1', '2.2.1', '2.3.0'].map((version) => ({
      version,
      url: `http://localhost:3000/ocpi/${version}`,
    })),
  })
})

test.each(['2.1.1', '2.2.1', '2.3.0'])('the details of %s: one address per module and role', async (version) => {
  const { data } = await call(cpo, 'GET', `/ocpi/${version}`)
  // 2.1.1 knows no roles: what is published are the interfaces of an eMSP (VC-3).
  const at = (module: string, role: string) => ({
    identifier: module,
    ...(version !== '2.1.1' && { role }),
    url: `http://localhost:3000/ocpi/${version}/${module}`,
  })
  expect(data).toEqual({
    version,
    endpoints: expect.arrayContaining([
      at('credentials', 'SENDER'),
      at('locations', 'RECEIVER'),
      at('tariffs', 'RECEIVER'),
      at('sessions', 'RECEIVER'),
      at('cdrs', 'RECEIVER'),
      at('tokens', 'SENDER'),
      at('commands', 'SENDER'),
    ]) as unknown[],
  })
})

test.each([
  ['raw', (token: string) => `Token ${token}`],
  ['base64', (token: string) => `Token ${base64(token)}`],
  ['base64 without padding', (token: string) => `Token ${base64(token).replace(/=+$/, '')}`],
  ['base64, url-safe', (token: string) => `Token ${Buffer.from(token).toString('base64url')}`],
  ['base64 of the token and a line feed', (token: string) => `Token ${base64(`${token}\n`)}`],
  ['base64 of the token, carriage return and line feed', (token: string) => `Token ${base64(`${token}\r\n`)}`],
  ['scheme in lower case', (token: string) => `token ${base64(token)}`],
  ['scheme in upper case, several spaces', (token: string) => `TOKEN   ${token}  `],
])('the token may come as: %s', async (name, write) => {
  for (const clientToken of ['ldn1_abc', 'with?~chars>>', 'dG9rZW4=']) {
    const partner = await insertPartner({ clientToken: clientToken + name.length })
    expect(await versions(write(partner.clientToken))).toMatchObject({ http: 200, code: 1000 })
  }
})

test.each([
  [undefined],
  [''],
  ['Token'],
  ['Token '],
  ['Bearer x'],
  ['Token wrong'],
  [`Token ${base64('wrong')}`],
  ['Token \u00e5'],
  [`Token ${'x'.repeat(2000)}`],
])('%j is 401 with an envelope, whatever the path', async (authorization) => {
  for (const path of ['/ocpi/versions', '/ocpi/2.2.1', '/ocpi/2.2.1/cdrs', '/ocpi/nothing', '/ocpi']) {
    expect(await versions(authorization, path)).toMatchObject({
      http: 401,
      code: 2001,
      headers: { 'content-type': 'application/json' },
    })
  }
})

test('revoked and expired tokens and a suspended connection are closed; token A opens the handshake only', async () => {
  const past = instant(Date.UTC(2026, 0, 2))
  await insertClientToken(cpo.partnerId, 'ldn1_revoked', 'C', past, { revokedAt: past })
  await insertClientToken(cpo.partnerId, 'ldn1_expired', 'C', past, { expiresAt: past })
  for (const token of ['ldn1_revoked', 'ldn1_expired'])
    expect(await versions(`Token ${token}`)).toMatchObject({ http: 401 })
  const invited = await insertPartner({ credentialKind: 'A', state: 'token_a_issued' })
  const suspended = await insertPartner({ state: 'suspended' })
  for (const peer of [invited, suspended]) {
    expect(await call(peer, 'GET', '/ocpi/versions')).toMatchObject({ http: 200 })
    expect(await call(peer, 'GET', '/ocpi/2.2.1')).toMatchObject({ http: 200 })
    expect(await call(peer, 'GET', 'tokens')).toMatchObject({ http: 401 })
    expect(await call(peer, 'GET', 'nothing')).toMatchObject({ http: 401 })
  }
})

test('a change of credentials is seen at once, although partners are remembered', async () => {
  const partner = await insertPartner()
  expect(await call(partner, 'GET', '/ocpi/versions')).toMatchObject({ http: 200 })
  await sql`update partner_credentials set revoked_at = now() where partner_id = ${partner.partnerId}`
  await sql`notify partner_changed`
  await expect.poll(async () => (await call(partner, 'GET', '/ocpi/versions')).http, { timeout: 2500 }).toBe(401)
})

test('ids are echoed, or made', async () => {
  const headers = { 'x-request-id': 'REQ-1', 'x-correlation-id': 'COR 1' }
  for (const path of ['/ocpi/versions', 'tokens', 'nothing']) {
    expect((await call(cpo, 'GET', path, undefined, { headers })).headers).toMatchObject(headers)
    const refused = await call(null, 'GET', path, undefined, { headers })
    expect(refused.headers).toMatchObject({
      ...headers,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  }
  const made = await call(cpo, 'GET', 'tokens', undefined, {
    headers: { 'x-request-id': '', 'x-correlation-id': 'å'.repeat(300) },
  })
  expect(made.headers).toMatchObject({
    'x-request-id': expect.stringMatching(/^req_/),
    'x-correlation-id': expect.stringMatching(/^req_/),
  })
})

test('routing headers come back mirrored, except from configuration modules; somebody else is not here', async () => {
  const from = { 'ocpi-from-country-code': 'SE', 'ocpi-from-party-id': cpo.partyId }
  const routed = { ...from, 'ocpi-to-country-code': 'se', 'ocpi-to-party-id': 'ldn' }
  const { headers } = await call(cpo, 'GET', 'tokens', undefined, { headers: routed })
  expect(headers).toMatchObject({
    'ocpi-to-country-code': 'SE',
    'ocpi-to-party-id': cpo.partyId,
    'ocpi-from-country-code': 'se',
    'ocpi-from-party-id': 'ldn',
  })
  for (const path of ['/ocpi/versions', '/ocpi/2.2.1', 'credentials']) {
    expect(
      Object.keys((await call(cpo, 'GET', path, undefined, { headers: routed })).headers).filter((name) =>
        name.startsWith('ocpi-'),
      ),
    ).toEqual([])
  }
  const foreign = { ...from, 'ocpi-to-country-code': 'NL', 'ocpi-to-party-id': 'XYZ' }
  expect(await call(cpo, 'GET', 'tokens', undefined, { headers: foreign })).toMatchObject({ http: 404, code: 2004 })
})

test('a hub speaks for others; a partner with several roles for all of them', async () => {
  const party = (role: string, partyId: string) => ({
    role,
    countryCode: 'SE',
    partyId,
    businessDetails: { name: partyId },
  })
  const hub = await insertPartner({ roles: [party('HUB', 'HUB')] })
  const double = await insertPartner({ roles: [party('CPO', 'DB1'), party('CPO', 'DB2')] })
  const put = (peer: Peer, partyId: string) =>
    call(peer, 'PUT', `locations/SE/${partyId}/L1`, locationBody({ countryCode: 'SE', partyId }, 'L1'))
  expect(await put(hub, 'ANY')).toMatchObject({ http: 201 })
  expect(await put(double, 'DB1')).toMatchObject({ http: 201 })
  expect(await put(double, 'DB2')).toMatchObject({ http: 201 })
  expect(await put(double, 'DB3')).toMatchObject({ http: 404, code: 2003 })
  // What a hub has just introduced, it may read at once: the memory of partners is older than the party.
  for (const partyId of ['N01', 'N02', 'N03', 'N04', 'N05', 'N06', 'N07', 'N08']) {
    expect(await put(hub, partyId)).toMatchObject({ http: 201 })
    expect(await call(hub, 'GET', `locations/SE/${partyId}/L1`)).toMatchObject({ http: 200, code: 1000 })
  }
})

test('paths: double and trailing slashes, case of module ids, encoded segments', async () => {
  await call(cpo, 'PUT', `locations/SE/${cpo.partyId}/A*B`, locationBody(cpo, 'A*B', { evses: [evseBody('E*1')] }))
  const party = `SE/${cpo.partyId}`
  const paths = [
    `locations/${party}/A*B`,
    `locations/${party}/A*B/`,
    `//Locations//${party}//a*b//`,
    `LOCATIONS/${party}/A%2AB`,
    `locations/se/${cpo.partyId.toLowerCase()}/a%2ab/E%2a1/1/`,
  ]
  for (const path of paths)
    expect(await call(cpo, 'GET', path.startsWith('//') ? `/ocpi/2.2.1${path}` : path)).toMatchObject({ http: 200 })
})

test.each([
  '/ocpi',
  '/ocpi/',
  '/ocpi/2.0',
  '/ocpi/2.1.1/nothing',
  '/ocpi/2.2.1/nothing',
  '/ocpi/2.2.1/cdrs/1',
  '/ocpi/2.2.1/locations',
  '/ocpi/%ff',
  '/ocpi/2.2.1/cdrs/%00',
  '/ocpi/versions/more',
  '/ocpi/__proto__',
])('GET %s is a 404 of ours', async (path) => {
  const { http, code } = await call(cpo, 'GET', path)
  expect([404, 405]).toContain(http)
  expect([2000, 2003]).toContain(code)
})

test.each([
  ['{"id":', 400, 2001],
  ['\ufeff', 400, 2001],
  [Buffer.from([0x22, 0xff, 0x22]), 400, 2001],
  ['', 200, 2001],
  ['null', 200, 2001],
  ['[]', 200, 2001],
  ['"text"', 200, 2001],
  ['12', 200, 2001],
  [`{"id":"\\u0000"}`, 200, 2001],
  [`{"id":"\\ud800"}`, 200, 2001],
  [Buffer.alloc(MAX_BODY_BYTES + 1, 32), 413, 2001],
])('a CDR of %j is answered %i with %i', async (raw, http, code) => {
  expect(await call(cpo, 'POST', 'cdrs', undefined, { raw })).toMatchObject({ http, code })
})

test('what is not there, or not possible there, is said before the body is looked at', async () => {
  const raw = '{"broken'
  expect(await call(cpo, 'POST', 'nothing', undefined, { raw })).toMatchObject({ http: 404, code: 2000 })
  expect(await call(cpo, 'PUT', 'cdrs', undefined, { raw })).toMatchObject({ http: 405, headers: { allow: 'POST' } })
  expect(await call(cpo, 'HEAD', '/ocpi/versions')).toMatchObject({ http: 405, headers: { allow: 'GET' } })
})

test('depth beyond reason is the sender’s fault, not ours', async () => {
  for (const depth of [100, 5_000, 100_000]) {
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`
    const body = JSON.stringify(cdrBody(cpo, `deep${depth}`)).replace(/}$/, `,"x":${nested}}`)
    const session = JSON.stringify(sessionBody(cpo, `deep${depth}`)).replace(/}$/, `,"x":${nested}}`)
    const answers = [
      await call(cpo, 'POST', 'cdrs', undefined, { raw: body }),
      await call(cpo, 'PUT', `sessions/SE/${cpo.partyId}/deep${depth}`, undefined, { raw: session }),
    ]
    for (const answer of answers) expect([200, 201]).toContain(answer.http)
  }
})

test('any content type is taken', async () => {
  for (const type of ['application/json; charset=utf-8', 'text/json', undefined]) {
    const answer = await call(cpo, 'POST', 'cdrs', cdrBody(cpo, `type-${type?.length}`), {
      headers: { 'content-type': type },
    })
    expect(answer).toMatchObject({ http: 201, code: 1000 })
  }
})

test('a partner that looks at HTTP codes only gets them', async () => {
  const partner = await insertPartner({ quirks: { mirrorErrorsAsHttp: 'yes' } })
  expect(await call(partner, 'POST', 'cdrs', {})).toMatchObject({ http: 400, code: 2001 })
  expect(await call(partner, 'GET', '/ocpi/versions')).toMatchObject({ http: 200, code: 1000 })
})

test('failures of an address are slowed down, its valid requests never', async () => {
  const from = { remoteAddress: '203.0.113.9' }
  for (let count = 0; count < 60; count += 1)
    expect((await call(null, 'GET', '/ocpi/versions', undefined, from)).http).toBe(401)
  const answer = await call(null, 'GET', '/ocpi/versions', undefined, from)
  expect(answer).toMatchObject({ http: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } })
  expect(await call(cpo, 'GET', '/ocpi/versions', undefined, from)).toMatchObject({ http: 200 })
  expect((await call(null, 'GET', '/ocpi/versions')).http).toBe(401)
})

test('every exchange is kept, secrets taken out', async () => {
  const partner = await insertPartner()
  const headers = { 'x-request-id': 'kept-1', 'x-correlation-id': 'chain-1' }
  const body = { token: 'their-secret', url: 'not an address', roles: [] }
  await call(partner, 'POST', 'credentials', body, { headers })
  await call(
    partner,
    'PUT',
    `sessions/SE/${partner.partyId}/S1`,
    sessionBody(partner, 'S1', { x: 'tab\tline\nback\\slash' }),
  )
  await call(partner, 'GET', 'commands/START_SESSION/cmd_1/very-secret')
  await call(null, 'POST', 'cdrs', undefined, {
    raw: 'garbage\u0000',
    headers: { authorization: `Token ${partner.clientToken}x` },
  })
  await flushExchanges()
  const rows = await sql`select * from ocpi_exchanges where partner_id = ${partner.partnerId} order by id`
  expect(rows.map((row) => [row['method'], row['module'], row['direction']])).toEqual([
    ['POST', 'credentials', 'in'],
    ['PUT', 'sessions', 'in'],
    ['GET', 'commands', 'in'],
  ])
  expect(rows[0]).toMatchObject({ request_id: 'kept-1', correlation_id: 'chain-1', path: '/ocpi/2.2.1/credentials' })
  expect(rows[0]!['request_body']).toContain('"token":"***"')
  expect(JSON.parse(rows[1]!['request_body'] as string)).toMatchObject({ x: 'tab\tline\nback\\slash' })
  expect(Number(rows[1]!['duration_ms'])).toBeGreaterThan(0)
  expect(rows[1]).toMatchObject({
    http_status: 201,
    ocpi_status: 1000,
    response_body: expect.stringContaining('"status_code":1000'),
    error: null,
  })
  expect(rows[2]!['path']).toBe('/ocpi/2.2.1/commands/START_SESSION/cmd_1/***')
  const all = JSON.stringify(await sql`select * from ocpi_exchanges`)
  for (const secret of ['their-secret', 'very-secret', partner.clientToken]) expect(all).not.toContain(secret)
  const [mark] = await sql`select * from sync_marks where partner_id = ${partner.partnerId} and module = 'sessions'`
  expect(mark!['last_received_at']).toBeInstanceOf(Date)
})
