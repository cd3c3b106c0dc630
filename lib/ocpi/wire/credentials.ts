// Credentials, OCPI 2.3.0 §7: what all versions read alike.
import type { CredentialsRole } from '@/lib/partners/core/partner'
import { readBusinessDetails } from './common'
import type { WireObject } from './reader'

/** Token of printable characters and an absolute address. */
export function readTokenAndUrl(object: WireObject): { token: string; url: string } {
  const token = object.id('token', 64)
  if (!/^[\u0021-\u007e]+$/.test(token)) object.fail('token', 'must consist of printable characters without spaces')
  const url = object.id('url', 255)
  if (!URL.canParse(url)) object.fail('url', 'must be an absolute address')
  return { token, url }
}

export function readParty(object: WireObject, role: string): CredentialsRole {
  const details = object.object('business_details', readBusinessDetails)
  if (!details) object.note('business_details', 'missing', 'is required')
  const countryCode = object.id('country_code', 2)
  const partyId = object.id('party_id', 3)
  return { role, countryCode, partyId, businessDetails: details ?? { name: `${countryCode}*${partyId}` } }
}
