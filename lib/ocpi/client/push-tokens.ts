// OCPI 2.2.1 §12.2.1 Tokens, at the CPO's receiver: PUT of the present state. No history is replayed (guide TR-41, TR-42).
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { endpointUrl, getConnection } from '@/lib/partners/find-connection'
import type { Token } from '@/lib/roaming/core/token'
import { listDueTokens, noteTokenPush, type DueToken } from '@/lib/roaming/tokens/token-pushes'
import type { TokenCodec } from '../wire/codec'
import { codecsOf } from '../wire/codecs'
import { isJsonObject } from '../wire/reader'
import { callPartner, PartnerCallError, type Peer, type PeerCall } from './partner-client'
import { toPartnerUid } from './partner-uid'
import { peerOf } from './peer-of'

const BATCH = 100
const AT_ONCE = 4

/** Sends every token that the partner has not acknowledged. Stops at the first silence of the partner; the plan comes again. */
export async function pushTokens(ctx: SystemCtx, partnerId: PartnerId): Promise<{ sent: number; failed: number }> {
  const connection = await getConnection(partnerId)
  const url = endpointUrl(connection, 'tokens', 'RECEIVER')
  const result = { sent: 0, failed: 0 }
  if (!url) return result
  const peer = peerOf(connection)
  const wire = codecsOf(connection.version).tokens
  for (;;) {
    const due = await listDueTokens(partnerId, BATCH)
    for (let from = 0; from < due.length; from += AT_ONCE) {
      const outcomes = await Promise.all(
        due.slice(from, from + AT_ONCE).map((entry) => pushOne(ctx, wire, peer, url, entry)),
      )
      result.sent += outcomes.filter((outcome) => outcome === 'sent').length
      result.failed += outcomes.filter((outcome) => outcome !== 'sent').length
      if (outcomes.includes('silent')) return result
    }
    if (due.length < BATCH || result.failed > 0) return result
  }
}

async function pushOne(
  ctx: SystemCtx,
  wire: TokenCodec,
  peer: Peer,
  url: string,
  { tokenId, token, known }: DueToken,
): Promise<'sent' | 'refused' | 'silent'> {
  try {
    await tellToken(peer, wire, url, { token, known })
    const { lastUpdated: acknowledged, valid, groupId } = token
    await noteTokenPush(peer.partnerId, tokenId, ctx.clock.now(), { acknowledged, valid, groupId })
    return 'sent'
  } catch (error) {
    if (!(error instanceof PartnerCallError)) throw error
    await noteTokenPush(peer.partnerId, tokenId, ctx.clock.now(), { error: error.message })
    return error.http === 0 ? 'silent' : 'refused'
  }
}

/**
 * Tells the present state. What was refused is looked up at the partner and, unless it has it all the same, put once
 * more (TOK-15): the first answer may have been about something else, or lost on the way.
 */
async function tellToken(
  peer: Peer,
  wire: TokenCodec,
  url: string,
  { token, known }: Pick<DueToken, 'token' | 'known'>,
): Promise<void> {
  const put = putToken(peer, wire, url, token)
  const isChange = known && peer.quirks.tokenPush === 'patch'
  try {
    await callPartner(peer, isChange ? { ...put, method: 'PATCH', body: changesOf(put.body) } : put)
  } catch (error) {
    if (!(error instanceof PartnerCallError) || isOutage(error)) throw error
    if (await hasToken(peer, put, token)) return
    await callPartner(peer, put)
  }
}

const isOutage = ({ http }: PartnerCallError): boolean => http === 0 || http >= 500

// What names a token stands in the address; what describes it never changes.
const CHANGES = ['visual_number', 'group_id', 'valid', 'whitelist', 'language', 'last_updated']

function changesOf(body: unknown): Record<string, unknown> {
  const fields = Object.entries(isJsonObject(body) ? body : {})
  return Object.fromEntries(fields.filter(([name]) => CHANGES.includes(name)))
}

async function hasToken(peer: Peer, { url, module }: PeerCall, token: Token): Promise<boolean> {
  try {
    const { data } = await callPartner(peer, { method: 'GET', url, module })
    if (!isJsonObject(data) || data['valid'] !== token.valid) return false
    return Date.parse(String(data['last_updated'])) >= token.lastUpdated
  } catch (error) {
    if (error instanceof PartnerCallError && !isOutage(error)) return false
    throw error
  }
}

/** PUT of a token's present state at a receiver's endpoint. */
export function putToken(peer: Peer, wire: TokenCodec, url: string, token: Token): PeerCall {
  const uid = toPartnerUid(token, peer.quirks)
  const path = [token.countryCode, token.partyId, uid].map(encodeURIComponent).join('/')
  // `type` may be left out for RFID only (TOK-2).
  const address = `${url.replace(/\/$/, '')}/${path}${token.type === 'RFID' ? '' : `?type=${token.type}`}`
  return { method: 'PUT', url: address, module: 'tokens', body: wire.toWire({ ...token, uid }) }
}
