// We read a partner's lists: everything after registration and daily, what changed in between (guide TR-43, LOC-6).
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import type { CrawlCursor } from '@/lib/partners/core/crawl'
import { splitParty } from '@/lib/partners/core/party'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import { endpointUrl, getConnection, type Connection } from '@/lib/partners/find-connection'
import { nameParties } from '@/lib/partners/name-parties'
import { isPartyReachable, listOperators } from '@/lib/partners/queries/route'
import { findSyncMark, writeSyncProgress, type SyncMark } from '@/lib/partners/sync-marks'
import { noteMissedLocations } from '@/lib/roaming/locations/note-missed-locations'
import { findOldestOpenSession, noteStaleSessions } from '@/lib/roaming/sessions/note-stale-sessions'
import { noteUnlistedTariffs } from '@/lib/roaming/tariffs/note-unlisted-tariffs'
import { crawlList, isEverything, isStaleLink, resumableCursor, startCursor, type Crawl } from './crawl-list'
import { callParty } from './hub-status'
import { peerFor, peerOf } from './peer-of'
import { isAskedWithoutDates, pullQuery, pullSince, pullUrl } from './pull-query'
import { takePage } from './take-page'

export type PullResult = { fetched: number; rejected: number; total: number | null }

/**
 * Pulls one module. An object that cannot be read is counted and left out, never the page. The high-water mark moves
 * only when the whole list was read: pages are in order of creation, not of change. Safe to run again: a pull that was
 * interrupted goes on at its page.
 */
export async function pullModule(
  ctx: SystemCtx,
  partnerId: PartnerId,
  module: PullModule,
  full: boolean,
): Promise<PullResult> {
  const connection = await getConnection(partnerId)
  const url = pullUrl(connection, module)
  const mark = await findSyncMark(partnerId, module)
  if (!url) return skip(ctx, partnerId, module)
  const kept = resumableCursor(mark?.cursor ?? null, { full, now: ctx.clock.now(), url })
  const run = (cursor: CrawlCursor) => runCrawl(ctx, { connection, module, url, cursor }, mark)
  const begin = async () => run(await startCrawl(ctx, { connection, module, full, mark }))
  if (!kept) return begin()
  try {
    return await run(kept)
  } catch (error) {
    const reached = (await findSyncMark(partnerId, module))?.cursor?.next
    if (!isStaleLink(error) || reached !== kept.next) throw error
    return begin()
  }
}

/** What the partner does not offer comes by itself, or not at all. */
async function skip(ctx: SystemCtx, partnerId: PartnerId, module: PullModule): Promise<PullResult> {
  const counts = { fetched: 0, rejected: 0, total: null }
  const at = ctx.clock.now()
  await finish(ctx, partnerId, module)
  await writeSyncProgress(partnerId, module, { state: 'idle', at, fullAt: at, cursor: null, ...counts })
  return counts
}

async function startCrawl(
  ctx: SystemCtx,
  of: { connection: Connection; module: PullModule; full: boolean; mark: SyncMark | null },
): Promise<CrawlCursor> {
  const { connection, module, full, mark } = of
  const now = ctx.clock.now()
  const oldestOpenSession = module === 'sessions' ? await findOldestOpenSession(connection.partnerId) : null
  const since = pullSince(module, full, { now, highWater: mark?.highWater ?? null, oldestOpenSession })
  // Without a mark nothing is known yet, so that whatever comes is news.
  return startCursor(full || !mark?.highWater, now, pullQuery(connection, since))
}

async function runCrawl(ctx: SystemCtx, run: Omit<Crawl, 'onPage'>, mark: SyncMark | null): Promise<PullResult> {
  const { connection, module } = run
  const { partnerId } = connection
  let cursor = run.cursor
  const write = (state: 'running' | 'failed', error: string | null = null) =>
    writeSyncProgress(partnerId, module, { state, at: ctx.clock.now(), cursor, error, ...countsOf(cursor) })
  const onPage = async (after: CrawlCursor) => {
    cursor = after
    await write('running')
  }
  await write('running')
  try {
    const { observed } = await crawlList(ctx, { ...run, onPage })
    if (isEverything(cursor) && cursor.named) await noteAbsent(ctx, connection, module, cursor)
    await finish(ctx, partnerId, module)
    const { startedAt } = cursor
    await writeSyncProgress(partnerId, module, {
      state: 'idle',
      at: ctx.clock.now(),
      cursor: null,
      error: cursor.problem,
      // A date in the future would hide what changes until then.
      highWater: cursor.highWater === null ? null : instant(Math.min(cursor.highWater, startedAt)),
      observed: { ...mark?.observed, ...observed, ...(isAskedWithoutDates(connection) && { ignoresDate: true }) },
      ...countsOf(cursor),
      ...(cursor.full && { fullAt: startedAt }),
    })
    return countsOf(cursor)
  } catch (error) {
    await write('failed', error instanceof Error ? error.message : String(error))
    throw error
  }
}

function countsOf({ fetched, rejected, total, before }: CrawlCursor): PullResult {
  return { fetched, rejected, total: total === null ? null : before + total }
}

/** What a complete list does not contain. */
async function noteAbsent(
  ctx: SystemCtx,
  { partnerId, hubParty }: Connection,
  module: PullModule,
  { startedAt }: CrawlCursor,
): Promise<void> {
  // A party that is away from its hub was not asked, or not answered for: nothing of it has vanished.
  const operators = hubParty === null ? [] : await listOperators(partnerId)
  const away = operators.filter(({ reachable }) => !reachable).map(({ key }) => key)
  if (module === 'locations') await noteMissedLocations(partnerId, startedAt, away)
  if (module === 'locations' && hubParty !== null) await nameParties(partnerId)
  if (module === 'tariffs') await noteUnlistedTariffs(ctx, partnerId, startedAt, away)
}

/** What of the module nobody has told us about for too long, although we asked. */
async function finish(ctx: SystemCtx, partnerId: PartnerId, module: PullModule): Promise<void> {
  if (module === 'sessions') await noteStaleSessions(partnerId, ctx.clock.now())
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
