// An exchange with a partner made again, where that is safe: the same question asked, or a card's present state told.
// It goes to the partner's addresses of today only, so that no token reaches an address that it once had.
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { ExchangeRow } from '@/lib/partners/exchanges/queries'
import { findExchangeByRequest } from '@/lib/partners/exchanges/queries'
import { noteReplay } from '@/lib/partners/exchanges/note-replay'
import { endpointUrl, getConnection, type Connection } from '@/lib/partners/find-connection'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { findPresentToken } from '@/lib/roaming/tokens/find-present-token'
import { noteTokenPush } from '@/lib/roaming/tokens/token-pushes'
import { codecsOf } from '../wire/codecs'
import { exchangeWithPartner, type PeerCall } from './partner-client'
import { peerOf } from './peer-of'
import { putToken } from './push-tokens'

/** Makes it again and answers which exchange of the log that was; null for a received message, which stays with us. */
export async function replayExchange(ctx: StaffCtx, exchange: ExchangeRow): Promise<number | null> {
  const kind = await noteReplay(ctx, exchange)
  if (kind === 'read' || exchange.partnerId === null) return null
  const connection = await getConnection(exchange.partnerId)
  const requestId = kind === 'ask' ? await ask(connection, exchange) : await tell(ctx, connection, exchange)
  await flushExchanges()
  return findExchangeByRequest(ctx, requestId)
}

async function send(connection: Connection, exchange: ExchangeRow, call: Pick<PeerCall, 'method' | 'url' | 'body'>) {
  const correlationId = exchange.correlationId ?? undefined
  // Once: a person waits for this one answer.
  return exchangeWithPartner(peerOf(connection), {
    ...call,
    module: exchange.module ?? '',
    correlationId,
    retry: false,
  })
}

async function ask(connection: Connection, exchange: ExchangeRow): Promise<string> {
  const known = [connection.versionsUrl, ...connection.endpoints.map(({ url }) => url)]
  if (!known.some((url) => originOf(url) === originOf(exchange.path)))
    throw new PreconditionError('the partner has no such address any more')
  return (await send(connection, exchange, { method: 'GET', url: exchange.path })).requestId
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null
}

async function tell(ctx: StaffCtx, connection: Connection, exchange: ExchangeRow): Promise<string> {
  const url = endpointUrl(connection, 'tokens', 'RECEIVER')
  if (!url) throw new PreconditionError('the partner takes no tokens')
  const type = URL.canParse(exchange.path) ? new URL(exchange.path).searchParams.get('type') : null
  const uid = exchange.objectKey?.slice('tokens/'.length) ?? ''
  const found = await findPresentToken(ctx, { uid, type: type ?? 'RFID' })
  if (!found) throw new PreconditionError('there is no such token any more')
  const { tokenId, token } = found
  const put = putToken(peerOf(connection), codecsOf(connection.version).tokens, url, token)
  const sent = await send(connection, exchange, put)
  const code = sent.envelope?.code ?? 0
  const taken = sent.http >= 200 && sent.http < 300 && code >= 1000 && code < 2000
  const refusal = sent.error ?? sent.envelope?.message ?? `HTTP ${sent.http}`
  const { lastUpdated: acknowledged, valid, groupId } = token
  const outcome = taken ? { acknowledged, valid, groupId } : { error: refusal }
  await noteTokenPush(connection.partnerId, tokenId, ctx.clock.now(), outcome)
  return sent.requestId
}
