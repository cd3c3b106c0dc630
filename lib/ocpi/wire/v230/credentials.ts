// OCPI 2.3.0 §7 Credentials: behind a hub, `roles` are the parties that it reaches, and the hub says who it is itself.
import type { CredentialsCodec } from '../codec'
import { readTokenAndUrl } from '../credentials'
import { WireObject } from '../reader'
import { readRoles, writeCredentials } from '../v221/credentials'
import { compact } from '../writer'

export const credentials: CredentialsCodec = {
  credentialsFromWire(json) {
    const object = new WireObject(json, '', [])
    const roles = readRoles(object)
    // The role went with 2.3.0; some bring it along.
    if (roles.some(({ role }) => role === 'HUB')) object.note('roles', 'unknown_value', '"HUB" is no role of 2.3.0')
    const hubPartyId = object.optionalText('hub_party_id', 5)
    return { value: { ...readTokenAndUrl(object), roles, hubPartyId }, findings: object.findings }
  },
  credentialsToWire: (value) => compact({ ...writeCredentials(value), hub_party_id: value.hubPartyId }),
}
