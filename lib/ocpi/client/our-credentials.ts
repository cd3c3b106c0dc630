import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { versionsUrl } from '../http/urls'
import type { CredentialsCodec } from '../wire/codec'
import type { WireJson } from '../wire/reader'

/** Our Credentials object in a version's words, with the token that the partner is to show us. OCPI 2.2.1 §7.3. */
export function ourCredentials(wire: CredentialsCodec, clientToken: string): WireJson {
  const { countryCode, partyId, name } = OUR_PARTY
  return wire.credentialsToWire({
    token: clientToken,
    url: versionsUrl(),
    roles: [{ role: 'EMSP', countryCode, partyId, businessDetails: { name } }],
    hubPartyId: null,
  })
}
