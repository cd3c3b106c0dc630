// OCPI 2.2.1 §4.1.4 Pagination: `date_from` inclusive, `date_to` exclusive, both on last_updated.
import { parseInstant, type Instant } from '@/lib/kernel/time'
import { WireError } from '../wire/reader'
import { ok, type Reply } from './reply'

/** Our maximum, stated in X-Limit. */
export const PAGE_LIMIT = 1000

export type PageQuery = { dateFrom: Instant | null; dateTo: Instant | null; offset: number; limit: number }

function readDate(query: URLSearchParams, name: string): Instant | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  // A plus sign of an offset arrives as a space.
  const at = parseInstant(text.replace(/ (\d\d:?\d\d)$/, '+$1'))
  if (at === null) throw new WireError(`?${name}`, 'must be a date and time such as 2026-01-31T12:00:00Z')
  return at
}

function readCount(query: URLSearchParams, name: string, least: number): number | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
  if (value < least) throw new WireError(`?${name}`, `must be a whole number from ${least}`)
  return value
}

/** Throws a `WireError` (2001) for a parameter that is none; a larger `limit` than ours becomes ours. */
export function readPageQuery(query: URLSearchParams): PageQuery {
  return {
    dateFrom: readDate(query, 'date_from'),
    dateTo: readDate(query, 'date_to'),
    offset: readCount(query, 'offset', 0) ?? 0,
    limit: Math.min(readCount(query, 'limit', 1) ?? PAGE_LIMIT, PAGE_LIMIT),
  }
}

/** A page with its headers. `url` is the public address of the list; the link to the next page keeps all filters. */
export function pageReply(
  items: unknown[],
  total: number,
  page: PageQuery,
  url: string,
  query: URLSearchParams,
): Reply {
  const headers: Record<string, string> = { 'x-total-count': String(total), 'x-limit': String(PAGE_LIMIT) }
  const next = page.offset + page.limit
  if (items.length > 0 && next < total) {
    const params = new URLSearchParams(query)
    params.set('offset', String(next))
    params.set('limit', String(page.limit))
    headers['link'] = `<${url}?${params.toString()}>; rel="next"`
  }
  return ok(items, headers)
}
