// OCPI 2.2.1 §14.2.1 HubClientInfo, at the hub's sender: whom it connects. The specification prints the locations'
// address there; the hub's own endpoint is meant. A configuration module, so never routed.
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { AppError } from '@/lib/kernel/errors'
import { foldParty } from '@/lib/partners/core/our-party'
import { endpointUrl, findConnection } from '@/lib/partners/find-connection'
import { nameParties } from '@/lib/partners/name-parties'
import { noteClientInfo, type ClientInfo } from '@/lib/partners/note-client-info'
import { forgetPartyAnswers } from '@/lib/partners/note-party-answer'
import { writeSyncProgress } from '@/lib/partners/sync-marks'
import { logger } from '@/lib/platform/logger'
import { clientInfoFromWire } from '../wire/client-info'
import { listPages } from './list-pages'
import { PartnerCallError } from './partner-client'
import { configurationPeerOf } from './peer-of'

/**
 * Reads the whole list: it is short, and a hub that leaves out `last_updated` cannot be asked for what changed. What
 * cannot be read is left out, never the list. Answers how many parties it named.
 */
export async function pullClientInfo(ctx: SystemCtx, partnerId: PartnerId, initial: boolean): Promise<number> {
  const connection = await findConnection(partnerId)
  if (!connection || connection.paused || connection.hubParty === null) return 0
  const url = endpointUrl(connection, 'hubclientinfo', 'SENDER') ?? endpointUrl(connection, 'hubclientinfo', 'RECEIVER')
  if (!url) {
    await forgetPartyAnswers(ctx, partnerId)
    return 0
  }
  const at = ctx.clock.now()
  let fetched = 0
  let problem: string | null = null
  try {
    for await (const page of listPages(configurationPeerOf(connection), 'hubclientinfo', url, {})) {
      const infos = page.items.map(read)
      const readable = infos.filter((info) => typeof info !== 'string')
      problem ??= infos.find((info) => typeof info === 'string') ?? null
      fetched += readable.length
      // The hub is no party of itself, nor are we.
      const others = readable.filter((info) => foldParty(info.countryCode, info.partyId) !== connection.hubParty)
      await noteClientInfo(ctx, partnerId, others, { initial })
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await writeSyncProgress(partnerId, 'hubclientinfo', { state: 'failed', at, fetched, error: reason })
    // After a handshake the rest goes on without it; the next scheduled reading makes up for it.
    if (initial && error instanceof PartnerCallError) return fetched
    throw error
  }
  await nameParties(partnerId)
  await writeSyncProgress(partnerId, 'hubclientinfo', { state: 'idle', at, fetched, error: problem, fullAt: at })
  return fetched
}

/** What the hub says of one party, or why that cannot be read. */
function read(json: unknown): ClientInfo | string {
  try {
    return clientInfoFromWire(json).value
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    logger.warn('client-info.unreadable', { reason: error.message })
    return error.message
  }
}
