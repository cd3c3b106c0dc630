// OCPI 2.2.1 §12 Tokens.
import type { Token } from '@/lib/roaming/core/token'
import type { WireJson } from '../reader'
import { tokenCodec } from '../tokens'
import { compact, toDateTime } from '../writer'

/** The fields of a token, which 2.3.0 has too. */
export function writeToken(token: Token): WireJson {
  return compact({
    country_code: token.countryCode,
    party_id: token.partyId,
    uid: token.uid,
    type: token.type,
    contract_id: token.contractId,
    visual_number: token.visualNumber,
    issuer: token.issuer,
    group_id: token.groupId,
    valid: token.valid,
    whitelist: token.whitelist,
    language: token.language,
    last_updated: toDateTime(token.lastUpdated),
  })
}

/** EMAID came with 2.3.0. */
export const tokens = tokenCodec((token) => writeToken(token.type === 'EMAID' ? { ...token, type: 'OTHER' } : token))
