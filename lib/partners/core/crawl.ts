// A crawl of a partner's list, as it is kept between pages.
import type { Instant } from '@/lib/kernel/time'

/** Where a crawl stands after a page. It goes on from here, in another process if need be. */
export type CrawlCursor = {
  full: boolean
  startedAt: Instant
  /** The question, so that it is the same for every page. */
  query: Readonly<Record<string, string>>
  /** What was read last: one party behind the connection, `SE*KUL`, or all of them at once. */
  party: string | 'all'
  /** Address of its next page; null: it has none. */
  next: string | null
  /** Items of it so far, and how many it said that there are. */
  offset: number
  total: number | null
  /** Items of the parties before it. */
  before: number
  fetched: number
  rejected: number
  /** Items from before the date that was asked for. */
  tooOld: number
  highWater: Instant | null
  problem: string | null
  /** False: something in the list could not be named, so nothing can be told of what is not in it. */
  named: boolean
}

/** What a server was seen to do with our questions; kept until a crawl sees otherwise. */
export type ObservedServer = {
  /** It answers with everything, whatever date is asked for. */
  ignoresDate?: boolean
  /** It answers with its first page, whatever offset is asked for. */
  ignoresOffset?: boolean
}
