// OCPI 2.1.1: what sessions and CDRs say otherwise than later versions. They name the contract and not the token, and
// hold a whole Location with the one EVSE and connector that was used.
import type { CdrToken } from '@/lib/roaming/core/session'
import { readCdrToken } from '../common'
import { isJsonObject, WireObject, type WireJson } from '../reader'

/** Of a token that only its contract is known of (guide SES-12). */
export const UNKNOWN_TOKEN_TYPE = 'UNKNOWN'

/**
 * `auth_id` is the contract. Which token it was is not said, unless words of a later version about the same contract
 * are still there.
 */
export function readContract(object: WireObject): CdrToken {
  const contractId = object.id('auth_id', 36)
  const known = object.lenientObject('cdr_token', readCdrToken)
  if (known && writeContract(known) === contractId) return known
  return { countryCode: null, partyId: null, uid: contractId, type: UNKNOWN_TOKEN_TYPE, contractId }
}

export const writeContract = ({ contractId, uid }: CdrToken): string => contractId ?? uid

export type Place = { id: string; evseUid: string; connectorId: string }

const first = (object: WireObject, name: string): WireObject | null => {
  const list: unknown = object.fields[name]
  const item: unknown = Array.isArray(list) ? list[0] : undefined
  return isJsonObject(item) ? new WireObject(item, { parent: object.place, name, index: 0 }, object.findings) : null
}

/** The EVSE and the connector that were used are the first ones of their lists; where there are none, nobody knows. */
export function usedParts(location: WireObject): { evse: WireObject | null; connector: WireObject | null } {
  const evse = first(location, 'evses')
  const connector = evse && first(evse, 'connectors')
  if (!connector) location.note('evses', 'missing', 'must name the EVSE and the connector')
  return { evse, connector }
}

export function readPlace(location: WireObject): Place {
  const { evse, connector } = usedParts(location)
  return {
    id: location.id('id', 39),
    evseUid: evse?.textOr('uid', 39, '#NA') ?? '#NA',
    connectorId: connector?.textOr('id', 36, '#NA') ?? '#NA',
  }
}

export function writePlace({ id, evseUid, connectorId }: Place): WireJson {
  return { id, evses: [{ uid: evseUid, connectors: [{ id: connectorId }] }] }
}
