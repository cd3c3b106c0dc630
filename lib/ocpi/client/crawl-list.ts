// One crawl of a partner's list, party by party and page by page, with a cursor that is written after each page.
import type { SystemCtx } from '@/lib/auth/context'
import { HOUR_MS, instant, SECOND_MS, type Instant } from '@/lib/kernel/time'
import type { PartnerId } from '@/lib/kernel/ids'
import type { CrawlCursor, ObservedServer } from '@/lib/partners/core/crawl'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import type { Connection } from '@/lib/partners/find-connection'
import { noteSeenLocations } from '@/lib/roaming/locations/note-seen-locations'
import { noteSeenTariffs } from '@/lib/roaming/tariffs/note-seen-tariffs'
import { PartnerCallError } from './partner-client'
import { listPasses, type PassStart } from './pull-passes'
import { takePage, type TakenItem } from './take-page'

export type Crawl = {
  connection: Connection
  module: PullModule
  url: string
  cursor: CrawlCursor
  onPage(cursor: CrawlCursor): Promise<void>
}

export type Crawled = { cursor: CrawlCursor; observed: ObservedServer }

/** The list may have moved on meanwhile: an older cursor is not gone on with. */
const RESUMABLE_MS = 12 * HOUR_MS
const ALL = 'all'

export function startCursor(full: boolean, startedAt: Instant, query: Record<string, string>): CrawlCursor {
  return {
    full,
    startedAt,
    query,
    party: ALL,
    next: null,
    offset: 0,
    total: null,
    before: 0,
    fetched: 0,
    rejected: 0,
    tooOld: 0,
    highWater: null,
    problem: null,
    named: true,
  }
}

/**
 * Where a crawl that was interrupted goes on; null: it begins. What was to be read in full is not read in part, and
 * nothing is gone on with where no page is left: then a party failed, and is asked again with the others.
 */
export function resumableCursor(
  kept: CrawlCursor | null,
  { full, now, url }: { full: boolean; now: Instant; url: string },
): CrawlCursor | null {
  if (!kept?.next || (full && !kept.full) || now - kept.startedAt > RESUMABLE_MS) return null
  return new URL(kept.next).origin === new URL(url).origin ? kept : null
}

function passStart({ next, offset, total, party }: CrawlCursor): PassStart | null {
  return next === null ? null : { next, offset, total, only: party === ALL ? null : party }
}

/** Reads to the end. A page is stored before the cursor goes past it: the worst is that it is read twice. */
export async function crawlList(ctx: SystemCtx, crawl: Crawl): Promise<Crawled> {
  const { connection, module, url, onPage } = crawl
  const { partnerId } = connection
  const { query, full } = crawl.cursor
  const asked = query['date_from'] === undefined ? null : instant(Date.parse(query['date_from']) - SECOND_MS)
  let cursor = crawl.cursor
  let ignoresOffset = false
  const pages = listPasses(ctx, { connection, module, url, query, from: passStart(cursor) })
  for await (const { items, after, only, ...page } of pages) {
    const since = full ? null : asked
    const taken = await takePage({ ...ctx, partnerId }, connection, module, items, { only, since })
    const party = only ?? ALL
    const before = party === cursor.party ? cursor.before : cursor.before + Math.max(cursor.total ?? 0, cursor.offset)
    cursor = { ...tally(cursor, taken, asked), ...after, party, before }
    if (page.incomplete) cursor.named = false
    if (isEverything(cursor)) await noteSeen(partnerId, module, taken, cursor.startedAt)
    ignoresOffset ||= page.ignoresOffset
    await onPage(cursor)
  }
  const ignoresDate = asked === null || cursor.fetched === 0 ? undefined : cursor.tooOld * 2 > cursor.fetched
  return { cursor, observed: { ignoresOffset, ...(ignoresDate !== undefined && { ignoresDate }) } }
}

/** Only a list without a date tells what is not in it (LOC-6). */
export const isEverything = ({ full, query }: CrawlCursor): boolean => full && !('date_from' in query)

function tally(cursor: CrawlCursor, items: readonly TakenItem[], asked: Instant | null): CrawlCursor {
  const after = { ...cursor }
  for (const { key, lastUpdated, problem } of items) {
    after.fetched += 1
    if (key === null) after.named = false
    if (asked !== null && lastUpdated !== null && lastUpdated < asked) after.tooOld += 1
    if (problem !== null) {
      after.rejected += 1
      after.problem ??= problem.slice(0, 500)
    }
    if (lastUpdated !== null && lastUpdated > (after.highWater ?? -Infinity)) after.highWater = lastUpdated
  }
  return after
}

async function noteSeen(
  partnerId: PartnerId,
  module: PullModule,
  items: readonly TakenItem[],
  crawl: Instant,
): Promise<void> {
  const keys = items.flatMap(({ key }) => (key === null ? [] : [key]))
  if (module === 'locations') await noteSeenLocations(partnerId, keys, crawl)
  if (module === 'tariffs') await noteSeenTariffs(partnerId, keys, crawl)
}

/** The page of an old cursor is not given any more: links may be good for a while only. */
export function isStaleLink(error: unknown): boolean {
  return error instanceof PartnerCallError && error.http >= 200 && error.http < 500
}
