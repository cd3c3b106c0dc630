// OCPI 2.2.1 §6 Versions and §7 Credentials, as the partner publishes them. Guide VC-1 to VC-6, VC-26.
import type { OcpiVersion } from '@/lib/auth/context'
import { isJsonObject } from '../wire/reader'
import { checkSuccess } from './check-answer'
import { dataOf, textField, type Recorded } from './recorded'
import type { Verdicts } from './verdicts'

const REQUIRED = ['locations', 'tariffs', 'sessions', 'cdrs'] as const
const RECOMMENDED = ['tokens', 'commands'] as const
const KNOWN = new Set([
  'cdrs',
  'chargingprofiles',
  'commands',
  'credentials',
  'hubclientinfo',
  'locations',
  'sessions',
  'tariffs',
  'tokens',
  'payments',
  'invoicereconciliation',
  'booking',
  'bookings',
])

const isAbsolute = (url: string | null): boolean => url !== null && /^https?:\/\//i.test(url) && URL.canParse(url)

/** The list of versions. Answers the address of the details of `version`. */
export function checkVersions(verdicts: Verdicts, recorded: Recorded, version: OcpiVersion): string | null {
  if (!checkSuccess(verdicts, recorded)) return null
  const data = dataOf(recorded)
  const listed = Array.isArray(data) ? data : null
  const isList = verdicts.check(
    'versions_list',
    'versions',
    listed !== null &&
      listed.every((entry) => textField(entry, 'version') !== null && textField(entry, 'url') !== null),
    () => ({ call: recorded, pointer: '/data', found: data, expected: '[{"version": …, "url": …}]' }),
  )
  if (!isList || !listed) return null
  const names = listed.map((entry) => textField(entry, 'version'))
  verdicts.check('versions_unique', 'versions', new Set(names).size === names.length, () => ({
    call: recorded,
    pointer: '/data',
    found: names.join(', '),
  }))
  for (const [index, entry] of listed.entries())
    verdicts.check('version_url', 'versions', isAbsolute(textField(entry, 'url')), () => ({
      call: recorded,
      pointer: `/data/${index}/url`,
      found: textField(entry, 'url'),
      expected: 'https://…',
    }))
  return textField(
    listed.find((entry) => textField(entry, 'version') === version),
    'url',
  )
}

/** The details of one version: the modules, their roles and addresses. */
export function checkDetails(verdicts: Verdicts, recorded: Recorded, version: OcpiVersion): void {
  if (!checkSuccess(verdicts, recorded)) return
  const data = dataOf(recorded)
  verdicts.check('details_version', 'versions', textField(data, 'version') === version, () => ({
    call: recorded,
    pointer: '/data/version',
    found: textField(data, 'version') ?? 'none',
    expected: version,
  }))
  const endpoints = isJsonObject(data) && Array.isArray(data['endpoints']) ? data['endpoints'] : []
  for (const [index, endpoint] of endpoints.entries()) {
    const at = (name: string) => ({ call: recorded, pointer: `/data/endpoints/${index}/${name}` })
    const role = textField(endpoint, 'role')
    const url = textField(endpoint, 'url')
    const identifier = textField(endpoint, 'identifier') ?? ''
    verdicts.check('endpoint_role', 'versions', role === 'SENDER' || role === 'RECEIVER', () => ({
      ...at('role'),
      found: role ?? 'none',
      expected: 'SENDER, RECEIVER',
    }))
    verdicts.check('endpoint_url', 'versions', isAbsolute(url), () => ({
      ...at('url'),
      found: url ?? 'none',
      expected: 'https://…',
    }))
    verdicts.check('unknown_modules', 'versions', KNOWN.has(identifier.toLowerCase()), () => ({
      ...at('identifier'),
      found: identifier,
    }))
  }
  checkModules(verdicts, recorded, version, endpoints)
}

function checkModules(verdicts: Verdicts, recorded: Recorded, version: OcpiVersion, endpoints: unknown[]): void {
  const keyOf = (endpoint: unknown) =>
    `${(textField(endpoint, 'identifier') ?? '').toLowerCase()} ${version === '2.1.1' ? '' : (textField(endpoint, 'role') ?? '')}`
  const keys = endpoints.map(keyOf)
  verdicts.check('endpoint_unique', 'versions', new Set(keys).size === keys.length, () => ({
    call: recorded,
    pointer: '/data/endpoints',
    found: keys.filter((key, index) => keys.indexOf(key) !== index).join(', '),
  }))
  const has = (identifier: string, role: string) =>
    keys.some((key) =>
      version === '2.1.1' || identifier === 'credentials'
        ? key.startsWith(`${identifier} `)
        : key === `${identifier} ${role}`,
    )
  for (const identifier of ['credentials', ...REQUIRED])
    verdicts.check('required_modules', 'versions', has(identifier, 'SENDER'), () => ({
      call: recorded,
      pointer: '/data/endpoints',
      found: keys.join(', '),
      expected: `${identifier} SENDER`,
    }))
  for (const identifier of RECOMMENDED)
    verdicts.check('recommended_modules', 'versions', has(identifier, 'RECEIVER'), () => ({
      call: recorded,
      pointer: '/data/endpoints',
      found: keys.join(', '),
      expected: `${identifier} RECEIVER`,
    }))
}

/** The credentials object that is read with GET: complete, with the party that we know. */
export function checkCredentials(
  verdicts: Verdicts,
  recorded: Recorded,
  version: OcpiVersion,
  party: { countryCode: string; partyId: string },
): void {
  if (!checkSuccess(verdicts, recorded)) return
  const data = dataOf(recorded)
  const roles = isJsonObject(data) && Array.isArray(data['roles']) ? data['roles'] : version === '2.1.1' ? [data] : []
  const complete =
    textField(data, 'token') !== null &&
    isAbsolute(textField(data, 'url')) &&
    roles.length > 0 &&
    roles.every((role) => isJsonObject(role) && isJsonObject(role['business_details']))
  verdicts.check('credentials_object', 'credentials', complete, () => ({
    call: recorded,
    pointer: '/data',
    found: isJsonObject(data) ? Object.keys(data).join(', ') : 'none',
    expected: version === '2.1.1' ? 'token, url, business_details, party_id, country_code' : 'token, url, roles',
  }))
  const parties = roles.map((role) => `${textField(role, 'country_code')}*${textField(role, 'party_id')}`)
  verdicts.check(
    'credentials_party',
    'credentials',
    parties.some((known) => known.toUpperCase() === `${party.countryCode}*${party.partyId}`.toUpperCase()),
    () => ({
      call: recorded,
      pointer: '/data/roles',
      found: parties.join(', '),
      expected: `${party.countryCode}*${party.partyId}`,
    }),
  )
}
