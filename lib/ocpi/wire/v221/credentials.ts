// OCPI 2.2.1 §7 Credentials and §6 Versions, as objects.
import type { CredentialsRole } from '@/lib/partners/core/partner'
import { WireObject, type Place, type Read, type WireJson } from '../reader'
import { compact } from '../writer'

export type Credentials = { token: string; url: string; roles: CredentialsRole[] }
export type VersionEntry = { version: string; url: string }
export type EndpointEntry = { identifier: string; role: string; url: string }
export type VersionDetails = { version: string; endpoints: EndpointEntry[] }

function readRole(item: unknown, path: Place, into: WireObject): CredentialsRole {
  const object = new WireObject(item, path, into.findings)
  const details = object.object('business_details', (business) => ({
    name: business.text('name', 100),
    website: business.optionalText('website', 255),
  }))
  if (!details) object.note('business_details', 'missing', 'is required')
  const countryCode = object.id('country_code', 2)
  const partyId = object.id('party_id', 3)
  return {
    role: object.id('role', 20).toUpperCase(),
    countryCode,
    partyId,
    businessDetails: details ?? { name: `${countryCode}*${partyId}` },
  }
}

/** Reads a Credentials object: token of printable characters, address, at least one role. */
export function credentialsFromWire(json: unknown): Read<Credentials> {
  const object = new WireObject(json, '', [])
  const token = object.id('token', 64)
  if (!/^[\u0021-\u007e]+$/.test(token)) object.fail('token', 'must consist of printable characters without spaces')
  const url = object.id('url', 255)
  if (!URL.canParse(url)) object.fail('url', 'must be an absolute address')
  const roles = object.list('roles', (item, path) => readRole(item, path, object))
  if (roles.length === 0) object.fail('roles', 'is required')
  return { value: { token, url, roles }, findings: object.findings }
}

export function credentialsToWire(credentials: Credentials): WireJson {
  return {
    token: credentials.token,
    url: credentials.url,
    roles: credentials.roles.map(({ role, countryCode, partyId, businessDetails }) => ({
      role,
      business_details: compact({ name: businessDetails.name, website: businessDetails.website }),
      party_id: partyId,
      country_code: countryCode,
    })),
  }
}

function readVersion(item: unknown, path: Place, into: WireObject): VersionEntry {
  const object = new WireObject(item, path, into.findings)
  return { version: object.id('version', 20), url: object.id('url', 255) }
}

/** The list of versions; the 2.1.1 table wrongly wraps it, and some do (VC-1). */
export function versionsFromWire(json: unknown): Read<VersionEntry[]> {
  const object = new WireObject(Array.isArray(json) ? { versions: json } : json, '', [])
  return {
    value: object.lenientList('versions', (item, path) => readVersion(item, path, object)),
    findings: object.findings,
  }
}

export function versionDetailsFromWire(json: unknown): Read<VersionDetails> {
  const object = new WireObject(json, '', [])
  const endpoints = object.lenientList('endpoints', (item, path) => {
    const endpoint = new WireObject(item, path, object.findings)
    return {
      identifier: endpoint.id('identifier', 100).toLowerCase(),
      role: endpoint.textOr('role', 10, '').toUpperCase(),
      url: endpoint.id('url', 255),
    }
  })
  return { value: { version: object.id('version', 20), endpoints }, findings: object.findings }
}
