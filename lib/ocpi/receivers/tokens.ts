// OCPI 2.2.1 §12.2.1 Tokens, Sender: GET of the list, POST {token_uid}/authorize.
import { authorizeToken } from '@/lib/roaming/tokens/authorize-token'
import { listTokensForPartner } from '@/lib/roaming/tokens/list-tokens-for-partner'
import type { TokenCodec } from '../wire/codec'
import { WireError } from '../wire/reader'
import { pageReply, readPageQuery } from '../http/pagination'
import type { Call, Routes } from '../http/receiver'
import { notFound, ok, STATUS, type Reply } from '../http/reply'
import { moduleUrl } from '../http/urls'

// No token of ours is longer, and no index takes everything.
const UID_LIMIT = 255

export function serveTokens(wire: TokenCodec): Routes {
  const list = async ({ ctx, query }: Call): Promise<Reply> => {
    const page = readPageQuery(query)
    const { tokens, total } = await listTokensForPartner(ctx, page)
    return pageReply(tokens.map(wire.toWire), total, page, moduleUrl(ctx.version, 'tokens'), query)
  }
  const authorize = async ({ ctx, params, query, body }: Call): Promise<Reply> => {
    const uid = params['token_uid']! // named by the route
    const { value: location } = wire.locationReferencesFromWire(body)
    const info = await authorizeToken(ctx, { uid: uid.slice(0, UID_LIMIT), type: readType(query), location })
    // Not 200 like every other refusal: the specification wants it so (TOK-11).
    return info ? ok(wire.authorizationInfoToWire(info)) : notFound(STATUS.unknownToken, 'There is no such token')
  }
  return { '': { GET: list }, '{token_uid}/authorize': { POST: authorize } }
}

/** RFID unless stated (TOK-2). */
function readType(query: URLSearchParams): string {
  const type = query.get('type')?.trim() ?? ''
  if (type === '') return 'RFID'
  if (!/^[\w-]{1,40}$/.test(type)) throw new WireError('?type', 'must be a token type such as RFID')
  return type.toUpperCase()
}
