// A card at a reader: ask the eMSP in real time, fall back on the pushed token when it cannot be reached.
import { tokenKey, type Cpo, type Place } from './cpo'
import { callModule } from './partner-client'
import type { AuthMethod, Token } from './wire'

export type Authorization = {
  allowed: string
  token?: Token
  authMethod: AuthMethod
  authorizationReference?: string
}

/** Real-time authorization of a token at a place (mod_tokens POST authorize). */
export async function authorizeToken(cpo: Cpo, uid: string, type: string, place: Place): Promise<Authorization> {
  const known = cpo.tokens.get(tokenKey(uid, type))
  const answer = await callModule(
    cpo,
    { module: 'tokens', role: 'SENDER', path: [uid, 'authorize'], query: `type=${encodeURIComponent(type)}` },
    { method: 'POST', body: { location_id: place.location.id, evse_uids: [place.evse.uid] }, timeoutMs: 5_000 },
  )
  if (answer.ok) {
    // Read field by field; nothing else of the answer is used.
    const { allowed, token, authorization_reference: reference } = (answer.data ?? {}) as Record<string, unknown>
    return {
      allowed: typeof allowed === 'string' ? allowed : 'NOT_ALLOWED',
      authMethod: 'AUTH_REQUEST',
      ...(token ? { token: token as Token } : known && { token: known }),
      ...(typeof reference === 'string' && { authorizationReference: reference }),
    }
  }
  const offline = answer.http === 0 || answer.http >= 500
  if (offline && known?.valid && known.whitelist !== 'NEVER') {
    return { allowed: 'ALLOWED', token: known, authMethod: 'WHITELIST' }
  }
  return { allowed: answer.http === 404 ? 'UNKNOWN' : 'NOT_ALLOWED', authMethod: 'AUTH_REQUEST' }
}
