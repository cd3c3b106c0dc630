// We read a partner's lists: everything after registration and daily, what changed in between (guide TR-43, LOC-6).
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { SystemCtx } from '@/lib/auth/context'
import { endpointUrl, getConnection, type Connection } from '@/lib/partners/find-connection'
import { splitParty } from '@/lib/partners/core/party'
import { isPartyReachable, listOperators } from '@/lib/partners/queries/route'
import { findSyncMark, writeSyncProgress, type PullModule } from '@/lib/partners/sync-marks'
import { noteMissedLocations } from '@/lib/roaming/locations/note-missed-locations'
import { noteUnlistedTariffs } from '@/lib/roaming/tariffs/note-unlisted-tariffs'
import { callParty } from './hub-status'
import { peerFor, peerOf } from './peer-of'
import { listPasses } from './pull-passes'
import { takePage, type TakenItem } from './take-page'

const OVERLAP_MS = 5 * MINUTE_MS
/** CDRs may be written long after they are dated (TR-44). */
const WIDE_CDR_MS = 35 * DAY_MS
const SESSIONS_BACK_MS = 24 * HOUR_MS

export type PullResult = { fetched: number; rejected: number; total: number | null }

/**
 * Pulls one module. An object that cannot be read is counted and left out, never the page. The high-water mark moves
 * only when the whole list was read: pages are in order of creation, not of change. Safe to run again.
 */
export async function pullModule(
  ctx: SystemCtx,
  partnerId: PartnerId,
  module: PullModule,
  full: boolean,
): Promise<PullResult> {
  const connection = await getConnection(partnerId)
  const url = endpointUrl(connection, module, 'SENDER')
  const startedAt = ctx.clock.now()
  const progress: Progress = { fetched: 0, rejected: 0, total: null, highWater: null, problem: null, keys: [] }
  const write = (
    state: 'running' | 'idle' | 'failed',
    rest: { error?: string | null; highWater?: Instant | null; fullAt?: Instant } = {},
  ) => writeSyncProgress(partnerId, module, { state, at: ctx.clock.now(), ...countsOf(progress), ...rest })
  if (!url) {
    await write('idle', { fullAt: startedAt })
    return countsOf(progress)
  }
  const query = await queryOf(ctx, partnerId, module, full)
  await write('running')
  try {
    for await (const page of listPasses(ctx, { connection, module, url, query })) {
      note(progress, await takePage({ ...ctx, partnerId }, connection, module, page.items, { only: page.only }))
      progress.total = page.total
      await write('running')
    }
  } catch (error) {
    await write('failed', { error: error instanceof Error ? error.message : String(error) })
    throw error
  }
  if (!('date_from' in query)) await noteAbsent(ctx, connection, module, progress.keys)
  // A date in the future would hide what changes until then.
  const highWater = progress.highWater === null ? null : instant(Math.min(progress.highWater, startedAt))
  await write('idle', { error: progress.problem, highWater, ...(full && { fullAt: startedAt }) })
  return countsOf(progress)
}

type Progress = PullResult & { highWater: Instant | null; problem: string | null; keys: (string | null)[] }

const countsOf = ({ fetched, rejected, total }: Progress): PullResult => ({ fetched, rejected, total })

function note(progress: Progress, items: readonly TakenItem[]): void {
  for (const { key, lastUpdated, problem } of items) {
    progress.fetched += 1
    progress.keys.push(key)
    if (problem !== null) {
      progress.rejected += 1
      progress.problem ??= problem.slice(0, 500)
    }
    if (lastUpdated !== null && lastUpdated > (progress.highWater ?? -Infinity)) progress.highWater = lastUpdated
  }
}

/** What a complete list does not contain. Where something in it could not even be named, nothing can be told. */
async function noteAbsent(
  ctx: SystemCtx,
  { partnerId, hubParty }: Connection,
  module: PullModule,
  keys: readonly (string | null)[],
): Promise<void> {
  const named = keys.filter((key) => key !== null)
  if (named.length < keys.length) return
  // A party that is away from its hub was not asked, or not answered for: nothing of it has vanished.
  const away =
    hubParty === null
      ? []
      : (await listOperators(partnerId)).filter(({ reachable }) => !reachable).map(({ key }) => key)
  if (module === 'locations') await noteMissedLocations(partnerId, named, away)
  if (module === 'tariffs') await noteUnlistedTariffs(ctx, partnerId, named, away)
}

async function queryOf(
  ctx: SystemCtx,
  partnerId: PartnerId,
  module: PullModule,
  full: boolean,
): Promise<Record<string, string>> {
  const now = ctx.clock.now()
  const mark = await findSyncMark(partnerId, module)
  const since = (at: number) => ({ date_from: toIsoInstant(instant(at)) })
  // date_from is required for sessions (TR-51).
  if (module === 'sessions')
    return since(full || !mark?.highWater ? now - SESSIONS_BACK_MS : mark.highWater - OVERLAP_MS)
  if (module === 'cdrs' && full) return since(now - WIDE_CDR_MS)
  if (full || !mark?.highWater) return {}
  return since(mark.highWater - OVERLAP_MS)
}

/** One location again, when a push referred to what we do not have (LOC-3). */
export async function fetchLocation(
  ctx: SystemCtx,
  partnerId: PartnerId,
  locationId: string,
  party?: string,
): Promise<void> {
  const connection = await getConnection(partnerId)
  const url = endpointUrl(connection, 'locations', 'SENDER')
  if (!url || (party !== undefined && !(await isPartyReachable(partnerId, party)))) return
  const answer = await callParty(
    ctx,
    connection,
    party === undefined ? peerOf(connection) : peerFor(connection, splitParty(party)),
    {
      method: 'GET',
      url: `${url.replace(/\/$/, '')}/${encodeURIComponent(locationId)}`,
      module: 'locations',
    },
  )
  await takePage({ ...ctx, partnerId }, connection, 'locations', [answer.data])
}
