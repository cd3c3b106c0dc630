// Credentials in every version, from either side, and which tokens open which doors.
import { randomBytes } from 'node:crypto'
import type { Connection, Cpo } from './cpo'
import { ownRoles } from './hub'
import { callPartner, type Answer, type Call } from './partner-client'
import { hasParties, isVersion, VERSIONS, type Version } from './version'
import type { Credentials, Endpoint, Role } from './wire'
import type { Json } from './distort-objects'
import { WRITERS } from './write-object'

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
export function ownCredentials(cpo: Cpo, version: Version, token: string): Json {
  return WRITERS[version].credentials({ token, url: versionsUrl(cpo), ...ownRoles(cpo) })
}

export type Caller = 'tokenA' | 'partner'

/** How a token may stand in the header: in base64 or as it is, unless only one of both is understood. */
function readings(cpo: Cpo, shown: string): string[] {
  const decoded = Buffer.from(shown, 'base64').toString('utf8').trim()
  if (cpo.standing.on('raw_token_only')) return [shown]
  return cpo.standing.on('base64_token_only') ? [decoded] : [shown, decoded]
}

/** Who shows this credentials token. */
export function identify(cpo: Cpo, header: string | undefined): { caller: Caller; token: string } | undefined {
  const shown = /^token +(\S+)$/i.exec(header ?? '')?.[1]
  if (!shown) return undefined
  for (const token of readings(cpo, shown)) {
    if (token === cpo.connection?.clientToken) {
      delete cpo.formerToken
      return { caller: 'partner', token }
    }
    if (token === cpo.pendingToken || token === cpo.formerToken) return { caller: 'partner', token }
    if (token === cpo.tokenA) return { caller: 'tokenA', token }
  }
  return cpo.standing.on('accepts_any_token') ? { caller: 'partner', token: shown } : undefined
}

export function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : []
}

function failed(step: string, answer: Answer): string {
  return `${step}: HTTP ${answer.http}, status ${answer.statusCode ?? '–'} ${answer.message ?? ''}`.trim()
}

type Found = { version: Version; endpoints: Endpoint[]; encoding?: 'base64' | 'raw' }

/** GET of the versions: nobody knows yet how the partner reads tokens, so that both ways are tried. */
async function getVersions(cpo: Cpo, url: string, token: string): Promise<Answer & Pick<Found, 'encoding'>> {
  const call: Call = { method: 'GET', url, token, routing: false }
  const answer = await callPartner(cpo, call)
  if (answer.http !== 401 || cpo.settings.versions.length === 1) return answer
  const raw = await callPartner(cpo, { ...call, encoding: 'raw' })
  return raw.ok ? { ...raw, encoding: 'raw' } : answer
}

/** Reads the partner's versions and the endpoints of one: that wanted, else the latest that both speak. */
async function discover(cpo: Cpo, url: string, token: string, wanted?: Version): Promise<Found> {
  const versions = await getVersions(cpo, url, token)
  if (!versions.ok) throw new RegistrationError(3001, failed('versions', versions))
  const offered = new Map(listOf(versions.data).map((entry) => [entry.version, entry.url]))
  const candidates = wanted ? [wanted] : cpo.settings.versions.toReversed()
  const version = candidates.find((candidate) => typeof offered.get(candidate) === 'string')
  if (!version) throw new RegistrationError(3002, `the partner does not offer ${candidates.join(' or ')}`)
  const details = await callPartner(cpo, {
    method: 'GET',
    url: String(offered.get(version)),
    token,
    version,
    routing: false,
    ...(versions.encoding && hasParties(version) && { encoding: versions.encoding }),
  })
  if (!details.ok) throw new RegistrationError(3001, failed('version details', details))
  const { endpoints } = (details.data ?? {}) as { endpoints?: unknown } // Checked by readEndpoints.
  const found = readEndpoints(endpoints)
  requireModules(version, found)
  return { version, endpoints: found, ...(versions.encoding && { encoding: versions.encoding }) }
}

function readEndpoints(value: unknown): Endpoint[] {
  return listOf(value).flatMap(({ identifier, role, url }) =>
    typeof identifier === 'string' && typeof url === 'string'
      ? [{ identifier: identifier.toLowerCase(), ...(typeof role === 'string' && { role }), url }]
      : [],
  )
}

function requireModules(version: Version, found: Endpoint[]): void {
  const serves = ([module, role]: [string, string]) =>
    found.some((endpoint) => endpoint.identifier === module && (!hasParties(version) || endpoint.role === role))
  const missing = NEEDED.filter((pair) => !serves(pair))
  if (missing.length > 0) {
    throw new RegistrationError(3003, `missing endpoints: ${missing.map((pair) => pair.join(' ')).join(', ')}`)
  }
}

/** 2.1.1 is flat and has one party without a role. */
function rolesOf(version: Version, fields: Json): Record<string, unknown>[] {
  if (hasParties(version)) return listOf(fields.roles)
  const { party_id, country_code, business_details } = fields
  return [{ role: 'EMSP', party_id, country_code, business_details }]
}

function readCredentials(version: Version, value: unknown): Credentials {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Json // Every field is checked here.
  const { token, url } = fields
  const parties = rolesOf(version, fields).filter(
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
export async function registerWithPartner(cpo: Cpo, url: string, tokenA: string, wanted?: Version): Promise<void> {
  const found = await discover(cpo, url, tokenA, wanted)
  await exchangeCredentials(cpo, 'POST', found, tokenA, url)
}

/** We rotate both tokens with a PUT; the endpoints are read again, of another version if one is named. */
export async function rotateTokens(cpo: Cpo, wanted?: Version): Promise<void> {
  const { connection } = cpo
  if (!connection) throw new RegistrationError(2001, 'not registered')
  const version = wanted ?? connection.version
  const found = await discover(cpo, connection.versionsUrl, connection.serverToken, version)
  await exchangeCredentials(cpo, 'PUT', found, connection.serverToken, connection.versionsUrl)
}

async function exchangeCredentials(
  cpo: Cpo,
  method: 'POST' | 'PUT',
  { version, endpoints, encoding }: Found,
  token: string,
  url: string,
): Promise<void> {
  const credentials = endpoints.find((endpoint) => endpoint.identifier === 'credentials')
  if (!credentials) throw new RegistrationError(3003, 'the partner has no credentials endpoint')
  // The partner calls our versions with this token before its answer reaches us.
  const pendingToken = newToken()
  cpo.pendingToken = pendingToken
  try {
    const body = ownCredentials(cpo, version, pendingToken)
    const answer = await callPartner(cpo, {
      method,
      url: credentials.url,
      token,
      version,
      body,
      routing: false,
      timeoutMs: 30_000,
      ...(encoding && hasParties(version) && { encoding }),
    })
    if (!answer.ok) throw new RegistrationError(3001, failed(`${method} credentials`, answer))
    const theirs = readCredentials(version, answer.data)
    if (cpo.connection) cpo.formerToken = cpo.connection.clientToken
    connect(cpo, {
      version,
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
export async function acceptCredentials(cpo: Cpo, version: Version, body: unknown): Promise<Json> {
  const theirs = readCredentials(version, body)
  const { endpoints } = await discover(cpo, theirs.url, theirs.token, version)
  const keeps = cpo.standing.on('credentials_put_keeps_old_token') && cpo.connection?.clientToken
  const clientToken = keeps || newToken()
  // The answer may get lost: their former token stays good until the new one has been seen.
  if (cpo.connection) cpo.formerToken = cpo.connection.clientToken
  delete cpo.tokenA
  connect(cpo, {
    version,
    serverToken: theirs.token,
    clientToken,
    versionsUrl: theirs.url,
    roles: theirs.roles,
    endpoints,
  })
  return ownCredentials(cpo, version, clientToken)
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

/** The versions named in a text such as `2.2.1,2.3.0`, oldest first. */
export function readVersions(text: string): Version[] {
  const named = text.split(',').map((entry) => entry.trim())
  const unknown = named.find((entry) => !isVersion(entry))
  if (unknown !== undefined) throw new RangeError(`no such version: ${unknown}`)
  return VERSIONS.filter((version) => named.includes(version))
}
