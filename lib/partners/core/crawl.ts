// A crawl of a partner's list, as it is kept between pages.
import type { Instant } from '@/lib/kernel/time'

/** Where a crawl stands after a page. It goes on from here, in another process if need be. */
export type CrawlCursor = {
  full: boolean
  startedAt: Instant
  /** The question, so that it is the same for every page. */
  query: Readonly<Record<string, string>>
  /** Which of the parties behind the connection is being read, and the address of its next page; null: its first. */
  peer: number
  next: string | null
  offset: number
  fetched: number
  rejected: number
  total: number | null
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
