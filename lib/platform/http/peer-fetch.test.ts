import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PeerRequest } from './peer-fetch'

const servers: Server[] = []

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handler)
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server has one
}

// The environment is read once per process, so each case loads the modules anew.
async function load(allowPrivatePeers: '0' | '1') {
  vi.resetModules()
  vi.stubEnv('ALLOW_PRIVATE_PEERS', allowPrivatePeers)
  return { ...(await import('./peer-fetch')), ...(await import('./peer-address')) }
}

async function get(url: string, given: Partial<PeerRequest> = {}) {
  const { peerFetch } = await load('1')
  return peerFetch({ method: 'GET', url, headers: {}, ...given })
}

beforeEach(() => vi.doUnmock('node:dns/promises'))
afterEach(() => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

describe('where private peers are not allowed', () => {
  test.each([
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[fe80::1]/',
    'https://[fd12:3456::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a00:1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[2002:7f00:1::1]/',
    'https://[2001::1]/',
    'https://[::127.0.0.1]/',
    'https://[0:0:0:0:0:ffff:169.254.169.254]/',
    'https://[64:ff9b:1::a00:1]/',
    'https://[3fff::1]/',
    'https://[fe80::1%25eth0]/',
    'https://127.1/',
    'https://0177.0.0.1/',
    'https://localhost/',
    'https://0x7f.1/',
    'https://2130706433/',
    'http://example.com/',
    'https://user:secret@example.com/',
    'file:///etc/passwd',
    'versions',
  ])('%s is not called', async (url) => {
    const { peerFetch, PeerRefusedError } = await load('0')
    await expect(peerFetch({ method: 'GET', url, headers: {} })).rejects.toThrow(PeerRefusedError)
  })

  test('nor a name with one private address among its addresses', async () => {
    const lookup = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.5', family: 4 },
    ]
    vi.doMock('node:dns/promises', () => ({ lookup }))
    const { peerFetch, PeerRefusedError } = await load('0')
    await expect(peerFetch({ method: 'GET', url: 'https://cpo.example/', headers: {} })).rejects.toThrow(
      PeerRefusedError,
    )
  })
})

test.each([
  ['93.184.216.34', '169.254.169.254'],
  ['2606:2800:220:1::1', '::1'],
])('a name that means %s today is checked again tomorrow, when it means %s', async (first, later) => {
  const answers = [first, later].map((address) => [{ address, family: address.includes(':') ? 6 : 4 }])
  vi.doMock('node:dns/promises', () => ({ lookup: async () => answers.shift() }))
  const { resolvePeer, PeerRefusedError } = await load('0')
  expect(await resolvePeer('cpo.example')).toMatchObject({ address: first })
  await expect(resolvePeer('cpo.example')).rejects.toThrow(PeerRefusedError)
})

test('a name server that does not answer is a peer that does not', async () => {
  vi.doMock('node:dns/promises', () => ({ lookup: () => new Promise(() => undefined) }))
  const { peerFetch } = await load('1')
  await expect(
    peerFetch({ method: 'GET', url: 'http://cpo.example/', headers: {}, timeoutMs: 50 }),
  ).rejects.toMatchObject({ name: 'PeerUnreachableError', message: 'no answer in time' })
})

test('the address that was checked is the one that is connected to: a name is not resolved twice', async () => {
  const url = new URL(await serve((_, response) => response.end('{}')))
  const lookup = vi.fn<() => Promise<{ address: string; family: number }[]>>(async () => [
    { address: '127.0.0.1', family: 4 },
  ])
  vi.doMock('node:dns/promises', () => ({ lookup }))
  const { peerFetch } = await load('1')
  const answer = await peerFetch({ method: 'GET', url: `http://rebind.invalid:${url.port}/`, headers: {} })
  expect(answer.status).toBe(200)
  expect(lookup).toHaveBeenCalledTimes(1)
})

test('an answer comes back whole, whatever its status', async () => {
  const url = await serve((request, response) => {
    response.writeHead(418, { 'X-Total-Count': '7' }).end(`${request.method} ${request.headers['authorization']}`)
  })
  const answer = await get(url, { headers: { authorization: 'Token abc' } })
  expect(answer).toMatchObject({ status: 418, body: 'GET Token abc' })
  expect(answer.headers['x-total-count']).toBe('7')
})

test('a redirect is never followed: the token is for this peer only', async () => {
  const stolen = vi.fn<() => void>()
  const elsewhere = await serve((_, response) => {
    stolen()
    response.end('{}')
  })
  const url = await serve((_, response) => response.writeHead(302, { location: elsewhere }).end())
  expect((await get(url)).status).toBe(302)
  expect(stolen).not.toHaveBeenCalled()
})

test('a peer that is too slow, gone, or breaks off is unreachable', async () => {
  const silent = await serve(() => undefined)
  const broken = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"da')
    setTimeout(() => response.destroy(), 20)
  })
  await expect(get(silent, { timeoutMs: 100 })).rejects.toMatchObject({
    name: 'PeerUnreachableError',
    message: 'no answer in time',
  })
  await expect(get(broken)).rejects.toMatchObject({ name: 'PeerUnreachableError' })
  await expect(get('http://127.0.0.1:1/')).rejects.toMatchObject({
    name: 'PeerUnreachableError',
    message: 'ECONNREFUSED',
  })
})

test('an answer that is too large is given up', async () => {
  const url = await serve((_, response) => {
    const chunk = 'x'.repeat(1_000_000)
    const write = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', write)
    }
    write()
  })
  await expect(get(url)).rejects.toThrow('too large')
})

test.each([
  [true, 3],
  [undefined, 1],
])('with retry %s a busy peer is asked %i times', async (retry, times) => {
  let count = 0
  const url = await serve((_, response) => {
    count += 1
    response.writeHead(503).end('{}')
  })
  expect((await get(url, { retry })).status).toBe(503)
  expect(count).toBe(times)
})

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Tue, 20 Oct 2026 12:00:30 GMT', 30_000],
  ['Tuesday, 20-Oct-26 12:00:30 GMT', 30_000],
  ['Tue Oct 20 12:00:30 2026', 30_000],
  // Past already: now.
  ['Tue, 20 Oct 2026 11:00:00 GMT', 0],
  ['soon', null],
  ['1.5', null],
  ['2027', 2_027_000],
  [undefined, null],
])('Retry-After %s is %s ms', async (header, expected) => {
  vi.stubEnv('TZ', 'America/New_York')
  const { retryAfterMs } = await load('1')
  expect(retryAfterMs(header, Date.UTC(2026, 9, 20, 12))).toBe(expected)
})

test('a peer that says when to come again is asked again then', async () => {
  let count = 0
  const url = await serve((_, response) => {
    count += 1
    if (count === 1) response.writeHead(429, { 'retry-after': new Date(0).toUTCString() }).end('{}')
    else response.end('{}')
  })
  expect((await get(url, { retry: true })).status).toBe(200)
  expect(count).toBe(2)
})

test('a Retry-After beyond a minute ends the attempt', async () => {
  let count = 0
  const url = await serve((_, response) => {
    count += 1
    response.writeHead(429, { 'retry-after': '3600' }).end('{}')
  })
  expect((await get(url, { retry: true })).status).toBe(429)
  expect(count).toBe(1)
})

describe('a kept connection that the peer closes just as it is used again', () => {
  /** Answers the first request of each connection and breaks off at the second. */
  async function impatient() {
    const sockets = new Map<unknown, number>()
    const seen: string[] = []
    const url = await serve((request, response) => {
      const nth = (sockets.get(request.socket) ?? 0) + 1
      sockets.set(request.socket, nth)
      seen.push(`${request.method} ${nth}`)
      if (nth > 1) request.socket.destroy()
      else response.end('{}')
    })
    return { url, seen }
  }

  test('is no silence: what may be said again is said on a new one', async () => {
    const { peerFetch } = await load('1')
    const { url, seen } = await impatient()
    const request = { method: 'PUT', url, headers: {}, body: '{}', retry: false } as const
    expect((await peerFetch(request)).status).toBe(200)
    expect((await peerFetch(request)).status).toBe(200)
    expect(seen).toEqual(['PUT 1', 'PUT 2', 'PUT 1'])
  })

  test('is never met by what must not be said twice', async () => {
    const { peerFetch } = await load('1')
    const { url, seen } = await impatient()
    for (const method of ['GET', 'POST', 'POST'] as const)
      expect((await peerFetch({ method, url, headers: {}, retry: false })).status).toBe(200)
    expect(seen).toEqual(['GET 1', 'POST 1', 'POST 1'])
  })
})
