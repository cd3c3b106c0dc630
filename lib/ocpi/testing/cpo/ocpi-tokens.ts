// Tokens, Receiver side: what the eMSP pushes, and what is found when it asks.
import { tokenKey, type Cpo } from './cpo'
import { invalid, notFound, ok, OcpiRefusal, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { readTokenFields } from './read-token'
import { hasParties } from './version'
import type { Json } from './distort-objects'
import type { Owner, Token } from './wire'

const same = (a: string, b: string | undefined): boolean => a.toUpperCase() === b?.toUpperCase()

type Address = { owner: Owner; uid: string; type: string }

/** `{country}/{party}/{uid}` and the type from the query, RFID if it is not given. */
function addressOf({ path, query }: OcpiRequest): Address {
  const [, country, party, uid] = path
  if (!country || !party || !uid) throw notFound('object')
  return { owner: { country_code: country, party_id: party }, uid, type: query.get('type') ?? 'RFID' }
}

function asVersion(request: OcpiRequest, token: Token): Json {
  if (hasParties(request.version)) return { ...token }
  const { country_code: _party, party_id: _too, contract_id: auth_id, ...rest } = token
  return { ...rest, auth_id }
}

export function getToken(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const { uid, type } = addressOf(request)
  const token = cpo.tokens.get(tokenKey(uid, type))
  if (!token) throw notFound('token', 2004)
  const differs = cpo.standing.on('get_token_differs') !== undefined
  return ok(asVersion(request, differs ? { ...token, valid: !token.valid } : token))
}

export function putToken(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const { owner, uid, type } = addressOf(request)
  const token = readTokenFields(cpo, request.version, request.body, owner)
  for (const field of ['uid', 'type', 'contract_id', 'issuer', 'whitelist', 'last_updated'] as const) {
    if (typeof token[field] !== 'string') throw invalid(`${field} is missing`)
  }
  if (typeof token.valid !== 'boolean') throw invalid('valid is missing')
  const { country_code: country, party_id: party } = owner
  if (!same(uid, token.uid) || !same(country, token.country_code) || !same(party, token.party_id)) {
    throw invalid('the URL names another token than the body')
  }
  if (!same(type, token.type)) throw invalid('type differs between URL and body')
  if (cpo.settings.hub?.strictUids && type === 'RFID' && !/^([0-9A-F]{8}|[0-9A-F]{14})$/.test(uid)) {
    throw invalid('uid must have 8 or 14 hexadecimal digits in upper case')
  }
  const key = tokenKey(uid, type)
  const created = !cpo.tokens.has(key)
  if (!cpo.standing.on('put_token_not_stored')) cpo.tokens.set(key, token as Token) // All has been checked.
  cpo.changed()
  return { ...ok(), http: created ? 201 : 200 }
}

export function patchToken(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  if (cpo.standing.on('token_patch_not_defined')) throw new OcpiRefusal(405, 2000, 'PATCH is not defined here')
  const { owner, uid, type } = addressOf(request)
  const changes = readTokenFields(cpo, request.version, request.body, owner)
  // 2.1.1 does not ask for it, and its own examples leave it out.
  if (typeof changes.last_updated !== 'string' && hasParties(request.version)) throw invalid('last_updated is missing')
  const key = tokenKey(uid, type)
  const token = cpo.tokens.get(key)
  if (!token) throw notFound('token', 2004)
  if (!cpo.standing.on('put_token_not_stored')) cpo.tokens.set(key, { ...token, ...changes })
  cpo.changed()
  return ok()
}
