// The least of an eMSP, to test the operator against: it believes everything and remembers it.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hasParties, isVersion, type Version } from './version'
import type { Cdr, Credentials, Session } from './wire'

export type Seen = { method: string; path: string; headers: IncomingMessage['headers']; text: string; body: unknown }

export type FakeEmsp = {
  url: string
  versionsUrl: string
  /** What it offers; it reads tokens as the version wants them. */
  versions: readonly Version[]
  seen: Seen[]
  /** Tokens that are accepted, as they read after decoding. */
  accepts: Set<string>
  sessions: Map<string, Session>
  cdrs: Cdr[]
  partner?: Credentials
  /** The token handed out last in answer to POST or PUT credentials. */
  issued?: string
  on(method: string, path: RegExp): Seen[]
  close(): Promise<void>
}

const MODULES: [identifier: string, role: string][] = [
  ['credentials', 'SENDER'],
  ['locations', 'RECEIVER'],
  ['tariffs', 'RECEIVER'],
  ['sessions', 'RECEIVER'],
  ['cdrs', 'RECEIVER'],
  ['tokens', 'SENDER'],
  ['commands', 'SENDER'],
  ['chargingprofiles', 'SENDER'],
  ['hubclientinfo', 'RECEIVER'],
  ['invoicereconciliation', 'RECEIVER'],
]

export const TOKEN = {
  country_code: 'SE',
  party_id: 'LAD',
  uid: '04A1B2C3D4E5F6',
  type: 'RFID',
  contract_id: 'SE-LAD-C00000017-4',
  issuer: 'Fake eMSP',
  valid: true,
  whitelist: 'ALLOWED_OFFLINE',
  last_updated: '2026-01-01T00:00:00Z',
}

type Reply = { http?: number; status?: number; data?: unknown; headers?: Record<string, string> }

export function ownCredentials(emsp: FakeEmsp, token: string, version: Version = '2.2.1'): object {
  const party = { country_code: 'SE', party_id: 'LAD', business_details: { name: 'Fake eMSP' } }
  if (!hasParties(version)) return { token, url: emsp.versionsUrl, ...party }
  const role = { role: 'EMSP', ...party }
  return { token, url: emsp.versionsUrl, roles: [role] }
}

function credentials(emsp: FakeEmsp, version: Version, { body }: Seen): Reply {
  emsp.partner = body as Credentials // The operator is the one under test; its body is asserted by the tests.
  emsp.issued = `emsp-token-${emsp.seen.length}`
  emsp.accepts.add(emsp.issued)
  return { data: ownCredentials(emsp, emsp.issued, version) }
}

function receive(emsp: FakeEmsp, seen: Seen): Reply {
  const [, , module, ...rest] = seen.path.split('?')[0]?.split('/').filter(Boolean) ?? []
  const id = rest[2] ?? ''
  if (module === 'sessions' && seen.method === 'PUT') emsp.sessions.set(id, seen.body as Session)
  if (module === 'sessions' && seen.method === 'PATCH') {
    const before = emsp.sessions.get(id)
    const changes = seen.body as Partial<Session>
    const periods = [...(before?.charging_periods ?? []), ...(changes.charging_periods ?? [])]
    if (before) emsp.sessions.set(id, { ...before, ...changes, charging_periods: periods })
  }
  if (module === 'cdrs') {
    if (seen.body === undefined) return { http: 400, status: 2001 }
    emsp.cdrs.push(seen.body as Cdr)
    return { http: 201, headers: { location: `${emsp.url}/cdrs/${emsp.cdrs.length}` } }
  }
  if (module === 'tokens' && seen.method === 'POST') {
    if (rest[0] !== TOKEN.uid) return { http: 404, status: 2004 }
    if (seen.path.includes('/2.1.1/')) return { data: { allowed: 'ALLOWED' } }
    return { data: { allowed: 'ALLOWED', token: TOKEN, authorization_reference: 'ref-1' } }
  }
  return {}
}

function reply(emsp: FakeEmsp, seen: Seen): Reply {
  const shown = (seen.headers.authorization ?? '').replace(/^Token /, '')
  if (!emsp.accepts.has(Buffer.from(shown, 'base64').toString()) && !emsp.accepts.has(shown)) {
    return { http: 401, status: 2001 }
  }
  if (seen.path === '/ocpi/versions') {
    return { data: emsp.versions.map((version) => ({ version, url: `${emsp.url}/ocpi/${version}` })) }
  }
  const [, version, module] = seen.path.split('/').filter(Boolean)
  if (!isVersion(version)) return { http: 404, status: 2000 }
  if (!module) {
    const endpoints = MODULES.map(([identifier, role]) => ({
      identifier,
      ...(hasParties(version) && { role }),
      url: `${emsp.url}/ocpi/${version}/${identifier}`,
    }))
    return { data: { version, endpoints } }
  }
  if (module === 'credentials') return seen.method === 'DELETE' ? {} : credentials(emsp, version, seen)
  return receive(emsp, seen)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Starts a fake eMSP that accepts the given token. */
export async function startFakeEmsp(token: string, versions: readonly Version[] = ['2.2.1']): Promise<FakeEmsp> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const { method = '', url: path = '', headers } = request
      const seen = { method, path, headers, text, body: parse(text) }
      emsp.seen.push(seen)
      const { http = 200, status = 1000, data, headers: extra } = reply(emsp, seen)
      response.writeHead(http, { 'content-type': 'application/json', ...extra })
      response.end(JSON.stringify({ status_code: status, timestamp: '2026-01-01T00:00:00Z', data }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const emsp: FakeEmsp = {
    url,
    versionsUrl: `${url}/ocpi/versions`,
    versions,
    seen: [],
    accepts: new Set([token]),
    sessions: new Map(),
    cdrs: [],
    on: (method, path) => emsp.seen.filter((seen) => seen.method === method && path.test(seen.path)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return emsp
}
