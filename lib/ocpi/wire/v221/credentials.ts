// OCPI 2.2.1 §7 Credentials: a platform with one or more roles.
import type { CredentialsRole } from '@/lib/partners/core/partner'
import type { Credentials, CredentialsCodec } from '../codec'
import { writeBusinessDetails } from '../common'
import { readParty, readTokenAndUrl } from '../credentials'
import { WireObject, type WireJson } from '../reader'

export function readRoles(object: WireObject): CredentialsRole[] {
  const roles = object.list('roles', (item, path) => {
    const role = new WireObject(item, path, object.findings)
    return readParty(role, role.id('role', 20).toUpperCase())
  })
  if (roles.length === 0) object.fail('roles', 'is required')
  return roles
}

export function writeCredentials({ token, url, roles }: Credentials): WireJson {
  return {
    token,
    url,
    roles: roles.map(({ role, countryCode, partyId, businessDetails }) => ({
      role,
      business_details: writeBusinessDetails(businessDetails),
      party_id: partyId,
      country_code: countryCode,
    })),
  }
}

export const credentials: CredentialsCodec = {
  credentialsFromWire(json) {
    const object = new WireObject(json, '', [])
    const value = { ...readTokenAndUrl(object), roles: readRoles(object), hubPartyId: null }
    return { value, findings: object.findings }
  },
  credentialsToWire: writeCredentials,
}
