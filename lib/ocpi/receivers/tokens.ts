// OCPI 2.2.1 §12.2.1 Tokens, Sender: GET of the list, POST {token_uid}/authorize.
import type { Instant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import type { AuthorizationInfo, Token, TokenType } from '@/lib/roaming/core/token'
import { authorizeToken } from '@/lib/roaming/tokens/authorize-token'
import { listTokensForPartner } from '@/lib/roaming/tokens/list-tokens-for-partner'
import { toPartnerUid } from '../client/partner-uid'
import type { TokenCodec } from '../wire/codec'
import { WireError } from '../wire/reader'
import { countGuess, tooManyGuesses } from '../http/guess-limit'
import { pageReply, readPageQuery } from '../http/pagination'
import type { Call, Routes } from '../http/receiver'
import { notFound, ok, refused, STATUS, type Reply } from '../http/reply'
import { moduleUrl } from '../http/urls'

// No token of ours is longer, and no index takes everything.
const UID_LIMIT = 255

export function serveTokens(wire: TokenCodec): Routes {
  const list = async ({ ctx, partner, query }: Call): Promise<Reply> => {
    const page = readPageQuery(query)
    const { tokens, total } = await listTokensForPartner(ctx, page)
    const theirs = tokens.map((token) => wire.toWire({ ...token, uid: toPartnerUid(token, partner.quirks) }))
    return pageReply(theirs, total, page, moduleUrl(ctx.version, 'tokens'), query)
  }
  const authorize = async ({ ctx, partner, params, query, body }: Call): Promise<Reply> => {
    const uid = params['token_uid']! // named by the route
    const { value: location } = wire.locationReferencesFromWire(body)
    const asked = { uid: uid.slice(0, UID_LIMIT), type: readType(query) }
    const info = await authorizeToken(ctx, { ...asked, location })
    if (info === 'place_missing')
      return refused(
        STATUS.notEnoughInformation,
        'This token is valid at certain locations only: say at which it is asked for',
      )
    if (info) return ok(wire.authorizationInfoToWire(info))
    const waitSeconds = await countGuess(ctx, partner)
    if (waitSeconds !== null) return tooManyGuesses(waitSeconds)
    if (partner.quirks.unknownToken === 'not_allowed')
      return ok(wire.authorizationInfoToWire(refusalOf(asked, ctx.clock.now())))
    // Not 200 like every other refusal: the specification wants it so (TOK-11).
    return notFound(wire.unknownStatus, 'There is no such token')
  }
  return { '': { GET: list }, '{token_uid}/authorize': { POST: authorize } }
}

/** A no with a token that we do not have: the answer must contain one, so it repeats what was asked and says nothing more. */
function refusalOf({ uid, type }: { uid: string; type: string }, at: Instant): AuthorizationInfo {
  const { countryCode, partyId, name } = OUR_PARTY
  const token: Token = {
    countryCode,
    partyId,
    uid,
    contractId: uid.slice(0, 36),
    issuer: name,
    lastUpdated: at,
    type: type as TokenType, // an open list: the partner's own word goes back to it
    visualNumber: null,
    groupId: null,
    valid: false,
    whitelist: 'NEVER',
    language: null,
  }
  return { allowed: 'NOT_ALLOWED', token, location: null, authorizationReference: null, info: null }
}

/** RFID unless stated (TOK-2). */
function readType(query: URLSearchParams): string {
  const type = query.get('type')?.trim() ?? ''
  if (type === '') return 'RFID'
  if (!/^[\w-]{1,40}$/.test(type)) throw new WireError('?type', 'must be a token type such as RFID')
  return type.toUpperCase()
}
