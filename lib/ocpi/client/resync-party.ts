// A party behind a hub is back (guide HUB-1): what it changed while it was away is read, and it is told of our cards,
// because neither side kept anything for the other. Only this party is asked and told.
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant, MINUTE_MS, toIsoInstant } from '@/lib/kernel/time'
import { splitParty } from '@/lib/partners/core/party'
import { endpointUrl, getConnection } from '@/lib/partners/find-connection'
import { isPartyReachable } from '@/lib/partners/queries/route'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import { listChangedTokens } from '@/lib/roaming/tokens/list-changed-tokens'
import { codecsOf } from '../wire/codecs'
import { callParty } from './hub-status'
import { listPages } from './list-pages'
import { peerFor } from './peer-of'
import { putToken } from './push-tokens'
import { takePage } from './take-page'

const MODULES: readonly PullModule[] = ['tariffs', 'locations', 'sessions', 'cdrs']
const OVERLAP_MS = 5 * MINUTE_MS
/** Lists that must not be read without a date go back so far for a party that we never heard of. */
const LONGEST_MS = 35 * DAY_MS

/** Safe to run again. A party that is away again meanwhile is left alone: the next return starts anew. */
export async function resyncParty(
  ctx: SystemCtx,
  partnerId: PartnerId,
  party: string,
  since: number,
): Promise<{ fetched: number; told: number }> {
  const connection = await getConnection(partnerId)
  const result = { fetched: 0, told: 0 }
  if (!(await isPartyReachable(partnerId, party))) return result
  const peer = peerFor(connection, splitParty(party))
  for (const name of MODULES) {
    const url = endpointUrl(connection, name, 'SENDER')
    if (!url) continue
    const isDated = name === 'sessions' || name === 'cdrs'
    const from = Math.max(since - OVERLAP_MS, isDated ? ctx.clock.now() - LONGEST_MS : 0)
    const query: Record<string, string> = from > 0 ? { date_from: toIsoInstant(instant(from)) } : {}
    for await (const page of listPages(peer, name, url, query)) {
      const taken = await takePage({ ...ctx, partnerId }, connection, name, page.items, { only: party })
      result.fetched += taken.length
    }
  }
  const url = endpointUrl(connection, 'tokens', 'RECEIVER')
  if (!url) return result
  const changedSince = instant(Math.max(since - OVERLAP_MS, 0))
  for (let after: string | null = ''; after !== null;) {
    const page: Awaited<ReturnType<typeof listChangedTokens>> = await listChangedTokens(changedSince, { after })
    for (const token of page.tokens) {
      const push = putToken(peer, codecsOf(connection.version).tokens, url, token)
      await callParty(ctx, connection, peer, push)
    }
    result.told += page.tokens.length
    after = page.next
  }
  return result
}
