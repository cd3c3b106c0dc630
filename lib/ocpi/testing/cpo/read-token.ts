// Tokens as a version sends them, read into the model.
import { partnerParty } from './partner-client'
import type { Cpo } from './cpo'
import { invalid } from './ocpi-answers'
import { hasParties, type Version } from './version'
import type { Json } from './distort-objects'
import type { Owner, Token } from './wire'

/** 2.1.1 names the contract auth_id and no party: the one in the address, or the only one that there is. */
export function readTokenFields(cpo: Cpo, version: Version, value: unknown, owner?: Owner): Partial<Token> {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Json // Checked by whoever reads on.
  if (hasParties(version)) return fields as Partial<Token>
  const { auth_id: contract, ...rest } = fields
  const { country_code, party_id } = owner ?? partnerParty(cpo) ?? { country_code: '', party_id: '' }
  return {
    ...(rest as Partial<Token>),
    country_code,
    party_id,
    ...(typeof contract === 'string' && { contract_id: contract }),
  }
}

/** A token that a command or a driver uses: enough of it to name it in Session and CDR. */
export function readUsedToken(cpo: Cpo, version: Version, value: unknown): Token {
  const token = readTokenFields(cpo, version, value)
  for (const field of ['uid', 'type', 'contract_id', 'country_code', 'party_id'] as const) {
    if (typeof token[field] !== 'string') throw invalid(`token.${field} is missing`)
  }
  return token as Token // What is used of it has been checked.
}
