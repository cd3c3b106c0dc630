// OCPI 2.2.1 §7 Credentials, as objects.
import type { CredentialsRole } from '@/lib/partners/core/partner'
import type { Credentials } from '../codec'
import { WireObject, type Place, type Read, type WireJson } from '../reader'
import { compact } from '../writer'

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
