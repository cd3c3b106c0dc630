// OCPI 2.2.1 credentials, from either side, and which tokens open which doors.
import { randomBytes } from 'node:crypto'
import type { Connection, Cpo } from './cpo'
import { callPartner, type Answer } from './partner-client'
import type { Credentials, Endpoint, Role } from './wire'

export const VERSION = '2.2.1'

const NEEDED: [identifier: string, role: string][] = [
  ['locations', 'RECEIVER'],
  ['sessions', 'RECEIVER'],
  ['cdrs', 'RECEIVER'],
  ['tariffs', 'RECEIVER'],
  ['tokens', 'SENDER'],
]

export class RegistrationError extends Error {
  constructor(
    readonly statusCode: 2001 | 3001 | 3002 | 3003,
    message: string,
  ) {
    super(message)
  }
}

export function newToken(): string {
  return `kul_${randomBytes(30).toString('base64url')}`
}

export function versionsUrl(cpo: Cpo): string {
  return `${cpo.publicUrl}/ocpi/versions`
}

/** Our own credentials object around a token. */
export function ownCredentials(cpo: Cpo, token: string): Credentials {
  const { countryCode, partyId, name } = cpo.settings
  const role = { role: 'CPO', party_id: partyId, country_code: countryCode }
  return {
    token,
    url: versionsUrl(cpo),
    roles: [{ ...role, business_details: { name, website: 'https://kustladd.example' } }],
  }
}

export type Caller = 'tokenA' | 'partner'

/** Who shows this credentials token; base64 and raw are both understood. */
export function identify(cpo: Cpo, header: string | undefined): { caller: Caller; token: string } | undefined {
  const shown = /^token +(\S+)$/i.exec(header ?? '')?.[1]
  if (!shown) return undefined
  const decoded = Buffer.from(shown, 'base64').toString('utf8').trim()
  for (const token of [shown, decoded]) {
    if (token === cpo.connection?.clientToken) {
      delete cpo.formerToken
      return { caller: 'partner', token }
    }
    if (token === cpo.pendingToken || token === cpo.formerToken) return { caller: 'partner', token }
    if (token === cpo.tokenA) return { caller: 'tokenA', token }
  }
  return undefined
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : []
}

function failed(step: string, answer: Answer): string {
  return `${step}: HTTP ${answer.http}, status ${answer.statusCode ?? '–'} ${answer.message ?? ''}`.trim()
}

/** Reads the partner's versions and the endpoints of 2.2.1. */
async function discover(cpo: Cpo, url: string, token: string): Promise<Endpoint[]> {
  const versions = await callPartner(cpo, { method: 'GET', url, token, routing: false })
  if (!versions.ok) throw new RegistrationError(3001, failed('versions', versions))
  const entry = listOf(versions.data).find((version) => version.version === VERSION)
  if (typeof entry?.url !== 'string') throw new RegistrationError(3002, `the partner does not offer ${VERSION}`)
  const details = await callPartner(cpo, { method: 'GET', url: entry.url, token, routing: false })
  if (!details.ok) throw new RegistrationError(3001, failed('version details', details))
  const { endpoints } = (details.data ?? {}) as { endpoints?: unknown } // Checked by listOf.
  const found = listOf(endpoints).flatMap(({ identifier, role, url: address }) =>
    typeof identifier === 'string' && typeof role === 'string' && typeof address === 'string'
      ? [{ identifier: identifier.toLowerCase(), role, url: address }]
      : [],
  )
  const missing = NEEDED.filter(([module, role]) => !found.some((e) => e.identifier === module && e.role === role))
  if (missing.length > 0) {
    throw new RegistrationError(3003, `missing endpoints: ${missing.map((pair) => pair.join(' ')).join(', ')}`)
  }
  return found
}

function readCredentials(value: unknown): Credentials {
  const { token, url, roles } = (value ?? {}) as Record<string, unknown> // Every field is checked here.
  const parties = listOf(roles).filter(
    (role) =>
      typeof role.role === 'string' && typeof role.party_id === 'string' && typeof role.country_code === 'string',
  )
  if (typeof token !== 'string' || token === '' || token.length > 64) {
    throw new RegistrationError(2001, 'credentials: token is missing or too long')
  }
  if (typeof url !== 'string') throw new RegistrationError(2001, 'credentials: url is missing')
  if (parties.length === 0) throw new RegistrationError(2001, 'credentials: roles are missing')
  return { token, url, roles: parties as unknown as Role[] } // The fields of a Role that matter were checked.
}

function connect(cpo: Cpo, connection: Connection): void {
  cpo.connection = connection
  cpo.changed()
}

/** We are the Sender: with their versions URL and token A. */
export async function registerWithPartner(cpo: Cpo, url: string, tokenA: string): Promise<void> {
  const endpoints = await discover(cpo, url, tokenA)
  await exchangeCredentials(cpo, 'POST', endpoints, tokenA, url)
}

/** We rotate both tokens with a PUT; the endpoints are read again. */
export async function rotateTokens(cpo: Cpo): Promise<void> {
  const { connection } = cpo
  if (!connection) throw new RegistrationError(2001, 'not registered')
  const endpoints = await discover(cpo, connection.versionsUrl, connection.serverToken)
  await exchangeCredentials(cpo, 'PUT', endpoints, connection.serverToken, connection.versionsUrl)
}

async function exchangeCredentials(
  cpo: Cpo,
  method: 'POST' | 'PUT',
  endpoints: Endpoint[],
  token: string,
  url: string,
): Promise<void> {
  const credentials = endpoints.find((endpoint) => endpoint.identifier === 'credentials')
  if (!credentials) throw new RegistrationError(3003, 'the partner has no credentials endpoint')
  // The partner calls our versions with this token before its answer reaches us.
  const pendingToken = newToken()
  cpo.pendingToken = pendingToken
  try {
    const body = ownCredentials(cpo, pendingToken)
    const answer = await callPartner(cpo, {
      method,
      url: credentials.url,
      token,
      body,
      routing: false,
      timeoutMs: 30_000,
    })
    if (!answer.ok) throw new RegistrationError(3001, failed(`${method} credentials`, answer))
    const theirs = readCredentials(answer.data)
    if (cpo.connection) cpo.formerToken = cpo.connection.clientToken
    connect(cpo, {
      serverToken: theirs.token,
      clientToken: pendingToken,
      versionsUrl: theirs.url || url,
      roles: theirs.roles,
      endpoints,
    })
  } finally {
    delete cpo.pendingToken
  }
}

/** We are the Receiver of POST or PUT credentials: their endpoints are fetched with their new token. */
export async function acceptCredentials(cpo: Cpo, body: unknown): Promise<Credentials> {
  const theirs = readCredentials(body)
  const endpoints = await discover(cpo, theirs.url, theirs.token)
  const clientToken = newToken()
  // The answer may get lost: their former token stays good until the new one has been seen.
  if (cpo.connection) cpo.formerToken = cpo.connection.clientToken
  delete cpo.tokenA
  connect(cpo, { serverToken: theirs.token, clientToken, versionsUrl: theirs.url, roles: theirs.roles, endpoints })
  return ownCredentials(cpo, clientToken)
}

/** Forgets the partner; sessions and CDRs stay. */
export function forgetPartner(cpo: Cpo): void {
  delete cpo.connection
  delete cpo.formerToken
  cpo.changed()
}

/** We end the registration with DELETE credentials. */
export async function unregister(cpo: Cpo): Promise<void> {
  const { connection } = cpo
  if (!connection) throw new RegistrationError(2001, 'not registered')
  const credentials = connection.endpoints.find((endpoint) => endpoint.identifier === 'credentials')
  if (!credentials) throw new RegistrationError(3003, 'the partner has no credentials endpoint')
  const answer = await callPartner(cpo, { method: 'DELETE', url: credentials.url, routing: false })
  if (!answer.ok) throw new RegistrationError(3001, failed('DELETE credentials', answer))
  forgetPartner(cpo)
}
