// OCPI 2.2.1 §4.1.5 Pagination, as a reader: one page in memory at a time.
import { callPartner, PartnerCallError, type Peer } from './partner-client'

export type Page = { items: unknown[]; total: number | null; offset: number }

const MOST_PAGES = 20_000

/**
 * Follows `Link` until it is absent, whatever limit the server really gives; without a link it goes on while
 * `X-Total-Count` says that there is more (TR-54). The next page must be on the endpoint's own origin (TR-15).
 */
export async function* listPages(
  peer: Peer,
  module: string,
  url: string,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<Page> {
  const origin = new URL(url).origin
  const { pageLimit, nextPage } = peer.quirks
  const seen = new Set<string>()
  let firstBefore = ''
  let next: string | null = withQuery(url, { ...query, offset: '0', limit: pageLimit })
  let offset = 0
  for (let page = 0; next !== null; page += 1) {
    if (page === MOST_PAGES || seen.has(next)) throw new PartnerCallError(200, null, 'the list does not end')
    seen.add(next)
    const answer = await callPartner(peer, { method: 'GET', url: next, module, timeoutMs: 60_000 })
    const items: unknown[] = Array.isArray(answer.data) ? answer.data : []
    const total = readCount(answer.headers['x-total-count'])
    // A server that ignores `offset` would give its first page for ever, and never its second.
    const first = items.length > 0 ? JSON.stringify(items[0]) : ''
    if (first !== '' && first === firstBefore && items.length > 1)
      throw new PartnerCallError(200, null, 'the pages repeat')
    firstBefore = first
    yield { items, total, offset }
    offset += items.length
    const isFull = items.length >= Number(pageLimit)
    next = nextPage === 'link' ? nextUrl(answer.headers['link'], origin) : null
    // Without a total, a full page is the only sign that there may be another.
    const isMore = total === null ? nextPage === 'count' && isFull : offset < total
    if (next === null && items.length > 0 && isMore) {
      next = withQuery(url, { ...query, offset: String(offset), limit: pageLimit })
    }
  }
}

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const address = new URL(url)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  return address.toString()
}

function readCount(header: string | string[] | undefined): number | null {
  const count = Number(Array.isArray(header) ? header[0] : header)
  return header !== undefined && Number.isInteger(count) && count >= 0 ? count : null
}

function nextUrl(header: string | string[] | undefined, origin: string): string | null {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  const target = /<([^<>]+)>\s*;\s*rel="?next"?/i.exec(text)?.[1]
  if (!target || !URL.canParse(target, origin)) return null
  const url = new URL(target, origin)
  if (url.origin !== origin) throw new PartnerCallError(200, null, `the next page is on another host: ${url.host}`)
  return url.toString()
}
