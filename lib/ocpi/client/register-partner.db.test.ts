import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import { registerPartner, rotateCredentials, unregisterPartner } from '@/lib/ocpi/client/register-partner'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call } from '@/lib/ocpi/testing/call'
import { startCpo, type CpoHandle, type CpoOptions } from '@/lib/ocpi/testing/cpo/start-cpo'
import { serveDispatch, type ServedDispatch } from '@/lib/ocpi/testing/serve-dispatch'
import { addPartner, reissueTokenA } from '@/lib/partners/add-partner'
import { listPartnerEvents, getPartner } from '@/lib/partners/queries'
import { systemClock } from '@/lib/platform/clock'

const sql = testSql()
const ctx = mintSystemCtx({ job: 'test', requestId: 'test', clock: systemClock })
const operators: CpoHandle[] = []
const servers: Server[] = []
let us: ServedDispatch
let count = 0

beforeAll(async () => {
  us = await serveDispatch()
})
afterEach(async () => {
  for (const cpo of operators.splice(0)) await cpo.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})
afterAll(async () => {
  await us.close()
  await closeDispatch()
  await sql.end()
})

async function operator(options: CpoOptions = {}): Promise<CpoHandle & { partyId: string }> {
  count += 1
  const partyId = options.partyId ?? `R${String(count).padStart(2, '0')}`
  const cpo = await startCpo({ seed: count, ...options, partyId })
  operators.push(cpo)
  return { ...cpo, partyId }
}

async function control<T = { error?: string }>(cpo: CpoHandle, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${cpo.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) })
  return (await answer.json()) as T
}

const tokenOf = (cpo: CpoHandle) => control<{ token: string }>(cpo, 'token-a').then(({ token }) => token)
const connect = async (cpo: CpoHandle) =>
  registerPartner(ctx, { versionsUrl: cpo.versionsUrl, token: await tokenOf(cpo) })
const add = (partyId: string) => addPartner(ctx, { name: 'Kustladd', countryCode: 'SE', partyId })
const asPeer = (clientToken: string, partyId = 'XXX') => ({ clientToken, countryCode: 'SE', partyId })

/** They registered with our token A. */
async function registered() {
  const cpo = await operator()
  const { partnerId, tokenA } = await add(cpo.partyId)
  const done = await control(cpo, 'register', { versionsUrl: `${us.url}/ocpi/versions`, token: tokenA })
  expect(done.error).toBeUndefined()
  return { cpo, partnerId, tokenA }
}

const openTokens = async (partnerId: PartnerId, side: 'ours' | 'theirs') =>
  await sql`select kind, expires_at from partner_credentials where partner_id = ${partnerId} and side = ${side} and revoked_at is null order by created_at, id`

type Details = { versions?: unknown; details?: unknown }

/** An operator that answers versions and details with what is given, and nothing else. */
async function stub(given: Details): Promise<string> {
  const server = createServer((request, response) => {
    const data = request.url === '/versions' ? given.versions : given.details
    if (data === undefined) response.writeHead(500).end('<h1>no</h1>')
    else response.end(JSON.stringify({ data, status_code: 1000, timestamp: '2026-01-01T00:00:00Z' }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server has one
}

const credentialsBody = (url: string, partyId: string) => ({
  token: 'their-token-b',
  url,
  roles: [{ role: 'CPO', country_code: 'SE', party_id: partyId, business_details: { name: 'Stub' } }],
})

test('we start the handshake: both sides are registered, and the partner has said who it is', async () => {
  const cpo = await operator({ name: 'Norrladd AB' })
  const { partnerId, version, status } = await connect(cpo)
  expect({ version, status }).toEqual({ version: '2.2.1', status: 'registered' })
  expect(await getPartner(ctx, partnerId)).toMatchObject({
    state: 'registered',
    countryCode: 'SE',
    partyId: cpo.partyId,
    name: 'Norrladd AB',
    version: '2.2.1',
    lastError: null,
  })
  expect((await openTokens(partnerId, 'ours')).map(({ kind, expires_at }) => [kind, expires_at])).toEqual([['B', null]])
  expect((await openTokens(partnerId, 'theirs')).map(({ kind }) => kind)).toEqual(['C'])
  expect((await listPartnerEvents(ctx, partnerId)).map(({ step }) => step)).toContain('registered')
  expect((await control(cpo, 'push-all')).error).toBeUndefined()
  const jobs = await sql`select 1 from graphile_worker.jobs where key = ${`start-partner-sync:${partnerId}`}`
  expect(jobs).toHaveLength(1)
})

test('they start the handshake: token A is dead afterwards, theirs is ours to use', async () => {
  const { cpo, partnerId, tokenA } = await registered()
  expect(await getPartner(ctx, partnerId)).toMatchObject({ state: 'registered', partyId: cpo.partyId })
  expect((await openTokens(partnerId, 'ours')).map(({ kind, expires_at }) => [kind, expires_at])).toEqual([['C', null]])
  expect((await call(asPeer(tokenA), 'GET', '/ocpi/versions')).http).toBe(401)
  expect((await control(cpo, 'push-all')).error).toBeUndefined()
})

test('a partner that wants its token as it is is understood, and remembered', async () => {
  const server = createServer()
  const seen: string[] = []
  const cpo = await operator()
  const token = await tokenOf(cpo)
  server.on('request', async (request, response) => {
    seen.push(request.headers.authorization ?? '')
    if (request.headers.authorization !== `Token ${token}`) return response.writeHead(401).end('{}')
    return response.end(JSON.stringify({ data: [], status_code: 1000, timestamp: '2026-01-01T00:00:00Z' }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/versions` // a TCP server has one
  await expect(registerPartner(ctx, { versionsUrl: url, token })).rejects.toThrow('offers no version')
  expect(seen).toEqual([`Token ${Buffer.from(token).toString('base64')}`, `Token ${token}`])
})

test('we rotate: both tokens are new, the old one of ours lasts ten minutes, the connection works', async () => {
  const { cpo, partnerId } = await registered()
  const before = await openTokens(partnerId, 'theirs')
  await rotateCredentials(ctx, partnerId)
  const ours = await openTokens(partnerId, 'ours')
  expect(ours.map(({ kind, expires_at }) => [kind, expires_at === null])).toEqual([
    ['C', false],
    ['B', true],
  ])
  expect(await openTokens(partnerId, 'theirs')).toHaveLength(before.length)
  expect((await control(cpo, 'push-all')).error).toBeUndefined()
  await rotateCredentials(ctx, partnerId)
})

test('they rotate, even when our answer was lost', async () => {
  const { cpo, partnerId } = await registered()
  const [known] =
    await sql`select token_cipher from partner_credentials where partner_id = ${partnerId} and side = 'theirs' and revoked_at is null`
  expect((await control(cpo, 'rotate')).error).toBeUndefined()
  const [renewed] =
    await sql`select token_cipher from partner_credentials where partner_id = ${partnerId} and side = 'theirs' and revoked_at is null`
  expect(renewed?.['token_cipher']).not.toEqual(known?.['token_cipher'])
  expect((await control(cpo, 'rotate')).error).toBeUndefined()
  // The one that they used stays good for a while: they may never have heard of the new one.
  expect((await openTokens(partnerId, 'ours')).map(({ expires_at }) => expires_at === null)).toEqual([
    false,
    false,
    true,
  ])
})

test('a rotation that the partner does not answer leaves everything as it was', async () => {
  const { cpo, partnerId } = await registered()
  const theirs = await openTokens(partnerId, 'theirs')
  await cpo.close()
  await expect(rotateCredentials(ctx, partnerId)).rejects.toThrow('the partner')
  expect(await openTokens(partnerId, 'theirs')).toEqual(theirs)
  expect((await openTokens(partnerId, 'ours')).filter(({ expires_at }) => expires_at === null)).toHaveLength(1)
  const partner = await getPartner(ctx, partnerId)
  expect(partner.state).toBe('registered')
  expect(partner.lastError).not.toBeNull()
}, 60_000)

test('they end it: their token is dead, and a new token A opens the door again', async () => {
  const { cpo, partnerId } = await registered()
  expect((await control(cpo, 'unregister')).error).toBeUndefined()
  expect((await getPartner(ctx, partnerId)).state).toBe('unregistered')
  expect(await openTokens(partnerId, 'ours')).toEqual([])
  const tokenA = await reissueTokenA(ctx, partnerId)
  expect(
    (await control(cpo, 'register', { versionsUrl: `${us.url}/ocpi/versions`, token: tokenA })).error,
  ).toBeUndefined()
  expect((await getPartner(ctx, partnerId)).state).toBe('registered')
})

test('we end it, whether or not the partner answers', async () => {
  const one = await registered()
  expect(await unregisterPartner(ctx, one.partnerId)).toEqual({ told: true })
  expect((await getPartner(ctx, one.partnerId)).state).toBe('unregistered')
  const other = await registered()
  await other.cpo.close()
  expect(await unregisterPartner(ctx, other.partnerId)).toEqual({ told: false })
  expect(await openTokens(other.partnerId, 'theirs')).toEqual([])
})

test('a party that was unregistered can be connected again with a token of theirs', async () => {
  const cpo = await operator()
  const first = await connect(cpo)
  await unregisterPartner(ctx, first.partnerId)
  const second = await connect(cpo)
  expect(second.partnerId).toBe(first.partnerId)
  expect(await getPartner(ctx, second.partnerId)).toMatchObject({ state: 'registered', partyId: cpo.partyId })
})

test('methods of the credentials module exist only in the state that they are for', async () => {
  const { tokenA } = await add('Q01')
  const fresh = asPeer(tokenA)
  expect((await call(fresh, 'GET', 'credentials')).data).toMatchObject({
    token: tokenA,
    url: `${us.url}/ocpi/versions`,
  })
  expect((await call(fresh, 'PUT', 'credentials', {})).http).toBe(405)
  expect((await call(fresh, 'DELETE', 'credentials')).http).toBe(405)
  expect((await call(fresh, 'GET', 'tokens')).http).toBe(401)
  const { cpo, partnerId } = await registered()
  const state = await fetch(`${cpo.url}/control/state`).then((answer) => answer.json() as Promise<object>)
  expect(state).toBeTypeOf('object')
  const clientToken = `ldn1_extra_${partnerId}`
  const { insertClientToken } = await import('@/db/factories/partners')
  await insertClientToken(partnerId, clientToken)
  const peer = asPeer(clientToken)
  const again = await call(peer, 'POST', 'credentials', credentialsBody('http://127.0.0.1:1/versions', 'Q02'))
  expect(again).toMatchObject({ http: 405 })
  expect(again.headers['allow']).toContain('PUT')
  expect((await call(peer, 'GET', 'credentials')).data).toMatchObject({ token: clientToken })
})

test.each([
  ['3001: versions do not answer', {}, 3001],
  ['3001: details do not answer', { versions: [{ version: '2.2.1', url: '/details' }] }, 3001],
  ['3002: another version only', { versions: [{ version: '2.1.1', url: '/details' }] }, 3002],
  [
    '3003: nothing to work with',
    {
      versions: [{ version: '2.2.1', url: '/details' }],
      details: {
        version: '2.2.1',
        endpoints: [{ identifier: 'credentials', role: 'SENDER', url: 'http://127.0.0.1:1/' }],
      },
    },
    3003,
  ],
  [
    '3003: no credentials',
    {
      versions: [{ version: '2.2.1', url: '/details' }],
      details: {
        version: '2.2.1',
        endpoints: [{ identifier: 'locations', role: 'SENDER', url: 'http://127.0.0.1:1/' }],
      },
    },
    3003,
  ],
])(
  '%s',
  async (_, given: Details & { versions?: { version: string; url: string }[] }, code) => {
    const partyId = `S${String((count += 1)).padStart(2, '0')}`
    const { partnerId, tokenA } = await add(partyId)
    const url = await stub(given)
    for (const entry of given.versions ?? []) entry.url = `${url}/details`
    const answer = await call(
      asPeer(tokenA, partyId),
      'POST',
      'credentials',
      credentialsBody(`${url}/versions`, partyId),
    )
    expect(answer).toMatchObject({ http: 200, code })
    const partner = await getPartner(ctx, partnerId)
    expect(partner.state).toBe('token_a_issued')
    expect(partner.lastError).not.toBeNull()
    // The token is still good: the partner mends its side and tries again.
    expect((await call(asPeer(tokenA), 'GET', '/ocpi/versions')).http).toBe(200)
  },
  60_000,
)

test('credentials that are none are refused', async () => {
  const { tokenA } = await add('Q03')
  for (const body of [
    {},
    { token: 'has space', url: 'http://x/', roles: [] },
    { ...credentialsBody('not an address', 'Q03') },
  ]) {
    expect(await call(asPeer(tokenA), 'POST', 'credentials', body)).toMatchObject({ http: 200, code: 2001 })
  }
})

test('staff need the permission', async () => {
  const auditor = mintStaffCtx({ userId: newId('user', 0), role: 'auditor', requestId: 'test', clock: systemClock })
  await expect(registerPartner(auditor, { versionsUrl: 'https://cpo.example/', token: 'x' })).rejects.toThrow(
    'partner:write',
  )
  await expect(rotateCredentials(auditor, newId('partner', 0))).rejects.toThrow('partner:write')
  await expect(unregisterPartner(auditor, newId('partner', 0))).rejects.toThrow('partner:write')
})
