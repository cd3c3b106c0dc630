// Every address that a partner gives us is hostile until it has been looked up (guide TR-15): the one of its versions,
// of a version, of an endpoint, and of the next page.
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { startStubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { registerPartner } from '@/lib/ocpi/client/register-partner'
import { pullModule } from '@/lib/ocpi/client/pull-module'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import type * as Environment from '@/lib/platform/env'
import type * as PeerFetch from '@/lib/platform/http/peer-fetch'
import type { PeerRequest, PeerResponse } from '@/lib/platform/http/peer-fetch'

// Public servers answer from this table; every other address takes the way that it takes in production.
const served = vi.hoisted(() => ({ pages: new Map<string, unknown>(), asked: [] as string[] }))

vi.mock('@/lib/platform/env', async (importActual) => {
  const actual = await importActual<typeof Environment>()
  return { ...actual, env: () => ({ ...actual.env(), allowPrivatePeers: false }) }
})
vi.mock('node:dns/promises', () => ({
  lookup: async (host: string) => [{ address: host.startsWith('intern') ? '10.0.0.7' : '93.184.216.34', family: 4 }],
}))
vi.mock('@/lib/platform/http/peer-fetch', async (importActual) => {
  const actual = await importActual<typeof PeerFetch>()
  const peerFetch = async (request: PeerRequest): Promise<PeerResponse> => {
    const data = served.pages.get(request.url.split('?')[0] ?? '')
    if (data === undefined) return actual.peerFetch(request)
    served.asked.push(request.url)
    const link = typeof data === 'string' ? { link: `<${data}>; rel="next"` } : {}
    const envelope = {
      data: typeof data === 'string' ? [] : data,
      status_code: 1000,
      timestamp: '2026-01-01T00:00:00Z',
    }
    return { status: 200, headers: link, body: JSON.stringify(envelope) }
  }
  return { ...actual, peerFetch }
})

const ctx = mintSystemCtx({ job: 'pull-module', requestId: 'test', clock: systemClock })
const sql = testSql()
const VERSIONS = 'https://cpo.example/ocpi/versions'
const DETAILS = 'https://cpo.example/ocpi/2.2.1'
const endpoint = (identifier: string, url = `https://cpo.example/ocpi/2.2.1/${identifier}`) => ({
  identifier,
  role: 'SENDER',
  url,
})

beforeEach(() => {
  served.pages.clear()
  served.asked.length = 0
})
afterAll(async () => {
  await flushExchanges()
  await sql.end()
})

const register = (versionsUrl = VERSIONS) => registerPartner(ctx, { versionsUrl, token: 'token-a' })

test.each([
  'https://intern.example/versions',
  'https://169.254.169.254/latest/meta-data',
  'https://[::ffff:10.0.0.1]/versions',
  'http://cpo.example/versions',
  'https://user:password@cpo.example/versions',
])('versions at %s are not asked for', async (address) => {
  await expect(register(address)).rejects.toThrow(/internal address|only https|user name/)
})

test.each(['https://intern.example/2.2.1', 'https://127.0.0.1/2.2.1', 'http://cpo.example/2.2.1'])(
  'a version at %s is not asked for',
  async (url) => {
    served.pages.set(VERSIONS, [{ version: '2.2.1', url }])
    await expect(register()).rejects.toThrow(/internal address|only https/)
    expect(served.asked).toHaveLength(1)
  },
)

test('credentials that would go to an internal address are not sent', async () => {
  served.pages.set(VERSIONS, [{ version: '2.2.1', url: DETAILS }])
  const endpoints = ['locations', 'tariffs', 'cdrs'].map((name) => endpoint(name))
  served.pages.set(DETAILS, {
    version: '2.2.1',
    endpoints: [...endpoints, endpoint('credentials', 'https://intern.example/credentials')],
  })
  await expect(register()).rejects.toThrow('internal address')
})

async function withEndpoint(url: string) {
  const partner = await startStubPartner()
  await sql`update partner_endpoints set url = ${url} where partner_id = ${partner.partnerId} and identifier = 'locations'`
  await partner.close()
  return partner.partnerId
}

test('an endpoint at an internal address is not read', async () => {
  const partnerId = await withEndpoint('https://intern.example/locations')
  await expect(pullModule(ctx, partnerId, 'locations', true)).rejects.toThrow('internal address')
})

test.each([
  'https://intern.example/locations?offset=9',
  'https://other.example/locations?offset=9',
  'https://cpo.example:8443/locations?offset=9',
  'http://cpo.example/locations?offset=9',
])('the next page at %s is not read: the token is for the endpoint’s own host', async (next) => {
  const partnerId = await withEndpoint('https://cpo.example/locations')
  served.pages.set('https://cpo.example/locations', next)
  await expect(pullModule(ctx, partnerId, 'locations', true)).rejects.toThrow('another host')
  expect(served.asked).toHaveLength(1)
})
