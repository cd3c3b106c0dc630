// OCPI 2.2.1 §4.1.4 Pagination, over a handful of recorded pages. Guide TR-50 to TR-57.
import { parseInstant, type Instant } from '@/lib/kernel/time'
import { checkSuccess } from './check-answer'
import { dataOf, headerOf, isSuccess, listOf, textField, type Recorded } from './recorded'
import type { Verdicts } from './verdicts'

/** One list as it was asked for: each page with the limit and offset that were asked for. */
export type RecordedPage = {
  recorded: Recorded
  limit: number
  offset: number
  filters: Readonly<Record<string, string>>
}

const idOf = (item: unknown): string => textField(item, 'id') ?? ''
/** With its owner, which may be several behind one interface. */
export const keyOfItem = (item: unknown): string =>
  `${textField(item, 'country_code') ?? ''}*${textField(item, 'party_id') ?? ''}*${idOf(item)}`.toUpperCase()

export function totalOf(recorded: Recorded): number | null {
  const header = headerOf(recorded, 'x-total-count')
  return header !== null && /^\d+$/.test(header.trim()) ? Number(header) : null
}

export function nextLinkOf(recorded: Recorded): string | null {
  return /<([^<>]+)>\s*;\s*rel="?next"?/i.exec(headerOf(recorded, 'link') ?? '')?.[1] ?? null
}

/** What every page of a list must be like. Answers its objects. */
export function checkPage(verdicts: Verdicts, page: RecordedPage): unknown[] {
  const { recorded, limit, offset } = page
  const { module } = recorded
  const usable = checkSuccess(verdicts, recorded)
  if (!isSuccess(recorded)) return []
  const items = listOf(recorded)
  const total = totalOf(recorded)
  const data = dataOf(recorded)
  if (items === null && (data === null || data === undefined) && (total === null || total <= offset)) {
    verdicts.check('empty_list', module, false, () => ({
      call: recorded,
      pointer: '/data',
      found: data ?? 'none',
      expected: '[]',
    }))
    return []
  }
  if (
    !verdicts.check('list_data', module, usable && items !== null, () => ({
      call: recorded,
      pointer: '/data',
      found: data,
      expected: '[…]',
    }))
  )
    return []
  const found = items ?? []
  if (found.length === 0) verdicts.check('empty_list', module, true)
  verdicts.check('total_count', module, total !== null, () => ({
    call: recorded,
    pointer: 'X-Total-Count',
    found: headerOf(recorded, 'x-total-count') ?? 'none',
  }))
  verdicts.check('x_limit', module, /^\d+$/.test(headerOf(recorded, 'x-limit') ?? ''), () => ({
    call: recorded,
    pointer: 'X-Limit',
    found: headerOf(recorded, 'x-limit') ?? 'none',
  }))
  verdicts.check('limit_honoured', module, found.length <= limit, () => ({
    call: recorded,
    pointer: '/data',
    found: found.length,
    expected: `≤ ${limit}`,
  }))
  checkLink(verdicts, page, found.length, total)
  const keys = found.map(keyOfItem)
  verdicts.check('no_duplicates', module, new Set(keys).size === keys.length, () => ({
    call: recorded,
    pointer: `/data/${keys.findIndex((key, index) => keys.indexOf(key) !== index)}/id`,
    found: keys.find((key, index) => keys.indexOf(key) !== index),
  }))
  return found
}

function checkLink(
  verdicts: Verdicts,
  { recorded, offset, filters }: RecordedPage,
  count: number,
  total: number | null,
): void {
  const { module } = recorded
  const link = nextLinkOf(recorded)
  const place = (expected?: string) => () => ({ call: recorded, pointer: 'Link', found: link ?? 'none', expected })
  // Only where the count is believable: a wrong one has a rule of its own.
  if (total !== null && count > 0 && offset + count < total)
    verdicts.check('link_next', module, link !== null, place('rel="next"'))
  if (link === null) return
  const base = new URL(recorded.url)
  const next = URL.canParse(link) ? new URL(link) : null
  verdicts.check('link_host', module, next?.host === base.host && next.protocol === base.protocol, place(base.origin))
  const kept = Object.entries(filters).every(([name, value]) => sameMoment(next?.searchParams.get(name) ?? null, value))
  if (Object.keys(filters).length > 0) verdicts.check('link_filters', module, kept, place(JSON.stringify(filters)))
}

function sameMoment(found: string | null, expected: string): boolean {
  return found === expected || (found !== null && parseInstant(found) === parseInstant(expected))
}

/** Two pages that follow each other, and the first one asked for again. */
export function checkPages(
  verdicts: Verdicts,
  first: RecordedPage,
  second: RecordedPage | null,
  again: RecordedPage,
): void {
  const { module } = first.recorded
  const one = (listOf(first.recorded) ?? []).map(keyOfItem)
  const repeat = (listOf(again.recorded) ?? []).map(keyOfItem)
  if (one.length > 0)
    verdicts.check('stable_order', module, one.join(' ') === repeat.join(' '), () => ({
      call: again.recorded,
      pointer: '/data',
      found: repeat.join(' '),
      expected: one.join(' '),
    }))
  if (!second)
    return ['offset_honoured', 'no_duplicates'].forEach((rule) => verdicts.skip(rule as 'offset_honoured', module))
  const two = (listOf(second.recorded) ?? []).map(keyOfItem)
  if (one.length === 0 || two.length === 0) return
  const moved = verdicts.check('offset_honoured', module, one[0] !== two[0], () => ({
    call: second.recorded,
    pointer: '/data/0/id',
    found: two[0],
    expected: `offset=${second.offset}`,
  }))
  const shared = two.filter((key) => one.includes(key))
  if (moved)
    verdicts.check('no_duplicates', module, shared.length === 0, () => ({
      call: second.recorded,
      pointer: '/data',
      found: shared.join(' '),
    }))
}

/** The last object by the stated total, and what is said beyond it. */
export function checkTotal(verdicts: Verdicts, last: RecordedPage): void {
  const count = listOf(last.recorded)?.length
  if (count === undefined) return verdicts.skip('total_count_true', last.recorded.module)
  verdicts.check('total_count_true', last.recorded.module, count > 0, () => ({
    call: last.recorded,
    pointer: 'X-Total-Count',
    found: `${last.offset + 1}`,
    expected: `≤ ${last.offset}`,
  }))
}

const updatedOf = (item: unknown): Instant | null => {
  const text = textField(item, 'last_updated')
  return text === null ? null : parseInstant(text)
}

/** A list from `moment` on: the object of that moment is in it, older ones are not. */
export function checkDateFrom(
  verdicts: Verdicts,
  page: RecordedPage,
  moment: Instant,
  key: string,
  whole: boolean,
): void {
  const { recorded } = page
  const items = listOf(recorded) ?? []
  const older = items.findIndex((item) => (updatedOf(item) ?? moment) < moment)
  verdicts.check('date_from', recorded.module, older === -1, () => ({
    call: recorded,
    pointer: `/data/${older}/last_updated`,
    found: textField(items[older], 'last_updated'),
    expected: `≥ ${page.filters['date_from']}`,
  }))
  if (!whole || older !== -1) return
  verdicts.check('date_from', recorded.module, items.map(keyOfItem).includes(key), () => ({
    call: recorded,
    pointer: '/data',
    found: items.map(keyOfItem).join(' '),
    expected: key,
  }))
}

/** A list until `moment`: nothing of that moment or later is in it. */
export function checkDateTo(verdicts: Verdicts, page: RecordedPage, moment: Instant): void {
  const { recorded } = page
  const items = listOf(recorded) ?? []
  const later = items.findIndex((item) => (updatedOf(item) ?? -Infinity) >= moment)
  verdicts.check('date_to', recorded.module, later === -1, () => ({
    call: recorded,
    pointer: `/data/${later}/last_updated`,
    found: textField(items[later], 'last_updated'),
    expected: `< ${page.filters['date_to']}`,
  }))
}

/** CDRs are never changed, so their dates tell the order in which they were made; others only where they run backwards. */
export function checkOrder(verdicts: Verdicts, recorded: Recorded): void {
  const moments = (listOf(recorded) ?? []).map(updatedOf).filter((at) => at !== null)
  const steps = moments.slice(1).map((at, index) => at - (moments[index] ?? at))
  const backwards = steps.filter((step) => step < 0).length
  const forwards = steps.filter((step) => step > 0).length
  if (backwards + forwards < 3) return verdicts.skip('oldest_first', recorded.module)
  verdicts.check('oldest_first', recorded.module, forwards > 0, () => ({
    call: recorded,
    pointer: '/data',
    found: `${backwards} ↓, ${forwards} ↑`,
  }))
}
