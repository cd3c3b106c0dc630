// OCPI 2.2.1 §4.1.5 Pagination, as a reader: one page in memory at a time.
import { callPartner, PartnerCallError, type Peer } from './partner-client'

/** Where to go on; without, the beginning. */
export type PageStart = { next: string | null; offset: number; total: number | null }

export type Page = {
  items: unknown[]
  total: number | null
  /** What a later reader needs to go on after this page; `next` null: there is nothing more. */
  after: PageStart
  /** The server gave its first page again, and everything when asked for that. */
  ignoresOffset: boolean
}

type List = { peer: Peer; module: string; url: string; query: Readonly<Record<string, string>> }

const MOST_PAGES = 20_000
/** Asked of a server that ignores `offset` and does not say how much there is. */
const EVERYTHING = 10_000
const FIRST: PageStart = { next: null, offset: 0, total: null }

/**
 * Follows `Link` until it is absent, whatever limit the server really gives; without a link it goes on while
 * `X-Total-Count` says that there is more (TR-54). The next page must be on the endpoint's own origin (TR-15). Where
 * the total shrinks, what moved up into the pages already read is read again. An item may come twice.
 */
export async function* listPages(
  peer: Peer,
  module: string,
  url: string,
  query: Readonly<Record<string, string>>,
  start: PageStart = FIRST,
): AsyncGenerator<Page> {
  const list: List = { peer, module, url, query }
  const seen = new Set<string>()
  let at = start
  let firstBefore = ''
  for (let page = 0; ; page += 1) {
    const address = at.next ?? addressOf(list, at.offset)
    const visit = `${address} ${at.total}`
    if (page === MOST_PAGES || seen.has(visit)) throw new PartnerCallError(200, null, 'the list does not end')
    seen.add(visit)
    const { items, total, link } = await readPage(list, address)
    const first = items.length > 1 ? JSON.stringify(items[0]) : ''
    if (first !== '' && first === firstBefore) {
      yield await readWhole(list, total)
      return
    }
    firstBefore = first
    const gone = at.total !== null && total !== null ? at.total - total : 0
    const after =
      gone > 0 && at.offset > 0
        ? redo(list, Math.max(0, at.offset - gone), total)
        : following(list, at.offset + items.length, { items, total, link })
    yield { items, total, after, ignoresOffset: false }
    if (after.next === null) return
    at = after
  }
}

type Read = { items: unknown[]; total: number | null; link: string | null }

async function readPage({ peer, module, url }: List, address: string): Promise<Read> {
  const answer = await callPartner(peer, { method: 'GET', url: address, module, timeoutMs: 60_000 })
  return {
    items: Array.isArray(answer.data) ? answer.data : [],
    total: readCount(answer.headers['x-total-count']),
    // Where links lead astray, they are not even looked at.
    link: peer.quirks.nextPage === 'link' ? nextUrl(answer.headers['link'], new URL(url).origin) : null,
  }
}

function following(list: List, offset: number, { items, total, link }: Read): PageStart {
  const { nextPage, pageLimit } = list.peer.quirks
  const end = { next: null, offset, total }
  if (nextPage === 'none') return end
  if (nextPage === 'link' && link !== null) return { next: link, offset, total }
  // Without a total, a full page is the only sign that there may be another.
  const isMore = total === null ? nextPage === 'count' && items.length >= Number(pageLimit) : offset < total
  return isMore && items.length > 0 ? { next: addressOf(list, offset), offset, total } : end
}

const redo = (list: List, offset: number, total: number | null): PageStart => ({
  next: addressOf(list, offset),
  offset,
  total,
})

/** A server that ignores `offset` has one page; it may be as long as we ask. */
async function readWhole(list: List, total: number | null): Promise<Page> {
  const limit = String(total ?? EVERYTHING)
  const { items, link } = await readPage(list, withQuery(list.url, { ...list.query, offset: '0', limit }))
  const isWhole = total === null ? link === null : items.length >= total
  if (!isWhole) {
    const read = total === null ? `${items.length}` : `${items.length} of ${total}`
    throw new PartnerCallError(200, null, `the pages repeat, whatever offset is asked for: only ${read} can be read`)
  }
  return { items, total, after: { next: null, offset: items.length, total }, ignoresOffset: true }
}

function addressOf({ peer, url, query }: List, offset: number): string {
  const { pageLimit, nextPage } = peer.quirks
  return withQuery(url, { ...query, ...(nextPage !== 'none' && { offset: String(offset), limit: pageLimit }) })
}

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const address = new URL(url)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  return address.toString()
}

function readCount(header: string | string[] | undefined): number | null {
  const text = Array.isArray(header) ? header[0] : header
  const count = Number(text)
  return text?.trim() && Number.isInteger(count) && count >= 0 ? count : null
}

function nextUrl(header: string | string[] | undefined, origin: string): string | null {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  const target = /<([^<>]+)>\s*;\s*rel="?next"?/i.exec(text)?.[1]
  if (!target || !URL.canParse(target, origin)) return null
  const url = new URL(target, origin)
  if (url.origin !== origin) throw new PartnerCallError(200, null, `the next page is on another host: ${url.host}`)
  return url.toString()
}
