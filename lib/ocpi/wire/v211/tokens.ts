// OCPI 2.1.1 mod_tokens: no owner, no group, two types, and the contract as `auth_id`.
import type { Token } from '@/lib/roaming/core/token'
import type { WireJson } from '../reader'
import { plainTokenCodec } from '../tokens'
import { compact, toDateTime } from '../writer'

export function writeToken(token: Token): WireJson {
  return compact({
    uid: token.uid,
    type: token.type === 'RFID' ? 'RFID' : 'OTHER',
    auth_id: token.contractId,
    visual_number: token.visualNumber,
    issuer: token.issuer,
    valid: token.valid,
    whitelist: token.whitelist,
    language: token.language,
    last_updated: toDateTime(token.lastUpdated),
  })
}

export const tokens = plainTokenCodec(writeToken)
