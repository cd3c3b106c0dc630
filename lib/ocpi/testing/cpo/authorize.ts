// A card at a reader: ask the eMSP in real time, fall back on the pushed token when it cannot be reached.
import { tokenKey, type Cpo, type Place } from './cpo'
import { speakerFor } from './hub'
import { callModule, partnerParty } from './partner-client'
import { hasParties } from './version'
import type { AuthMethod, Token } from './wire'

export type Authorization = {
  allowed: string
  token?: Token
  authMethod: AuthMethod
  authorizationReference?: string
}

/** 2.1.1 answers without the token: what the reader saw is all that there is. */
function bareToken(cpo: Cpo, uid: string, type: string): Token | undefined {
  const party = partnerParty(cpo)
  if (!party || hasParties(cpo.connection?.version ?? '2.2.1')) return undefined
  return {
    country_code: party.country_code,
    party_id: party.party_id,
    uid,
    type,
    contract_id: uid,
    issuer: '',
    valid: true,
    whitelist: 'NEVER',
    last_updated: '2026-01-01T00:00:00Z',
  }
}

/** Nobody can be asked: the token as it was pushed decides. */
function offline(known: Token | undefined): Authorization {
  if (!known?.valid || known.whitelist === 'NEVER') return { allowed: 'NOT_ALLOWED', authMethod: 'AUTH_REQUEST' }
  return { allowed: 'ALLOWED', token: known, authMethod: 'WHITELIST' }
}

/** Real-time authorization of a token at a place (mod_tokens POST authorize). */
export async function authorizeToken(cpo: Cpo, uid: string, type: string, place: Place): Promise<Authorization> {
  const known = cpo.tokens.get(tokenKey(uid, type))
  const from = speakerFor(cpo, place.location, 'tokens')
  if (!from) return offline(known)
  const answer = await callModule(
    cpo,
    { module: 'tokens', role: 'SENDER', path: [uid, 'authorize'], query: `type=${encodeURIComponent(type)}` },
    {
      method: 'POST',
      body: { location_id: place.location.id, evse_uids: [place.evse.uid] },
      from,
      timeoutMs: 5_000,
    },
  )
  if (answer.ok) {
    // Read field by field; nothing else of the answer is used.
    const { allowed, token, authorization_reference: reference } = (answer.data ?? {}) as Record<string, unknown>
    const used = (token as Token | undefined) ?? known ?? bareToken(cpo, uid, type)
    return {
      allowed: typeof allowed === 'string' ? allowed : 'NOT_ALLOWED',
      authMethod: 'AUTH_REQUEST',
      ...(used && { token: used }),
      ...(typeof reference === 'string' && { authorizationReference: reference }),
    }
  }
  if (answer.http === 0 || answer.http >= 500) return offline(known)
  return { allowed: answer.http === 404 ? 'UNKNOWN' : 'NOT_ALLOWED', authMethod: 'AUTH_REQUEST' }
}
