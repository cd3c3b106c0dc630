// OCPI 2.1.1 credentials: flat, with exactly one party and no role. Whoever connects to an eMSP is a CPO.
import type { CredentialsCodec } from '../codec'
import { writeBusinessDetails } from '../common'
import { readParty, readTokenAndUrl } from '../credentials'
import { WireError, WireObject } from '../reader'

export const credentials: CredentialsCodec = {
  credentialsFromWire(json) {
    const object = new WireObject(json, '', [])
    const value = { ...readTokenAndUrl(object), roles: [readParty(object, 'CPO')], hubPartyId: null }
    return { value, findings: object.findings }
  },
  credentialsToWire({ token, url, roles }) {
    const [party] = roles
    if (!party) throw new WireError('/party_id', 'is required')
    const { countryCode, partyId, businessDetails } = party
    return {
      token,
      url,
      business_details: writeBusinessDetails(businessDetails),
      party_id: partyId,
      country_code: countryCode,
    }
  },
}
