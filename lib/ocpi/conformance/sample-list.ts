// A list asked for in a dozen ways: enough to know how it pages and filters, without reading all of it.
import { instant, parseInstant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import {
  checkDateFrom,
  checkDateTo,
  checkOrder,
  checkPage,
  checkPages,
  checkTotal,
  keyOfItem,
  totalOf,
  type RecordedPage,
} from './check-paging'
import type { Probe } from './probe'
import { isSuccess, listOf, statusCodeOf, textField, type Recorded } from './recorded'
import type { Verdicts } from './verdicts'

const SAMPLE = 50
const SMALL = 2
const YEARS_MS = 10 * 365 * 86_400_000

type List = { verdicts: Verdicts; probe: Probe; module: PullModule; url: string; now: Instant; strictDates: boolean }

/** Reads samples of a list and judges its paging. Answers the largest page, whose objects are looked at next. */
export async function sampleList(
  list: List,
  filters: Readonly<Record<string, string>>,
): Promise<{ recorded: Recorded; items: unknown[] }> {
  const { verdicts, module } = list
  const ask = (limit: number, offset: number, extra: Readonly<Record<string, string>> = {}) =>
    askPage(list, limit, offset, { ...filters, ...extra })
  const large = await ask(SAMPLE, 0)
  const items = checkPage(verdicts, large)
  const { recorded } = large
  if (!isSuccess(recorded)) return { recorded, items }
  await samplePages(verdicts, ask, totalOf(recorded) ?? items.length)
  if (module === 'cdrs') checkOrder(verdicts, recorded)
  await sampleDates(list, ask, items, totalOf(recorded))
  return { recorded, items }
}

type AskPage = (limit: number, offset: number, extra?: Readonly<Record<string, string>>) => Promise<RecordedPage>

async function askPage(
  { probe, module, url }: List,
  limit: number,
  offset: number,
  filters: Readonly<Record<string, string>>,
): Promise<RecordedPage> {
  const address = new URL(url)
  for (const [name, value] of Object.entries({ ...filters, offset: String(offset), limit: String(limit) }))
    address.searchParams.set(name, value)
  return { recorded: await probe.ask(module, address.toString()), limit, offset, filters }
}

async function samplePages(verdicts: Verdicts, ask: AskPage, total: number): Promise<void> {
  const first = await ask(SMALL, 0)
  checkPage(verdicts, first)
  const second = total > SMALL ? await ask(SMALL, SMALL) : null
  if (second) checkPage(verdicts, second)
  checkPages(verdicts, first, second, await ask(SMALL, 0))
  if (total > 0) checkTotal(verdicts, await ask(1, total - 1))
  checkPage(verdicts, await ask(SMALL, total + 10))
}

const updatedOf = (item: unknown): Instant | null => parseInstant(textField(item, 'last_updated') ?? '')

async function sampleDates(
  { verdicts, module, now, strictDates }: List,
  ask: AskPage,
  items: readonly unknown[],
  total: number | null,
): Promise<void> {
  const dated = items.flatMap((item) => {
    const at = updatedOf(item)
    return at === null ? [] : [{ key: keyOfItem(item), at }]
  })
  const future = toIsoInstant(instant(now + YEARS_MS))
  const never = await ask(SMALL, 0, { date_from: future })
  checkPage(verdicts, never)
  checkDateFrom(verdicts, never, instant(now + YEARS_MS), '', false)
  const newest = dated.toSorted((a, b) => b.at - a.at)[0]
  if (!newest)
    return ['date_from', 'date_to', 'date_without_zone', 'link_filters'].forEach((rule) =>
      verdicts.skip(rule as 'date_from', module),
    )
  const from = await ask(SAMPLE, 0, { date_from: toIsoInstant(newest.at) })
  checkPage(verdicts, from)
  // 2.1.1 says "after", and does not say of what it includes.
  const whole = strictDates && (totalOf(from.recorded) ?? Infinity) <= SAMPLE && (total ?? Infinity) <= SAMPLE
  checkDateFrom(verdicts, from, newest.at, newest.key, whole)
  const to = await ask(SAMPLE, 0, { date_from: toIsoInstant(newest.at), date_to: toIsoInstant(newest.at) })
  if (strictDates) checkDateTo(verdicts, to, newest.at)
  const plain = await ask(SMALL, 0, { date_from: toIsoInstant(newest.at).replace(/Z$/, '') })
  const { recorded } = plain
  verdicts.check('date_without_zone', module, isSuccess(recorded), () => ({
    call: recorded,
    pointer: 'date_from',
    found: `HTTP ${recorded.http}, ${statusCodeOf(recorded) ?? 'no status_code'}`,
    expected: '1000',
  }))
  const oldest = dated.toSorted((a, b) => a.at - b.at)[0]
  if (oldest && dated.length > 1)
    checkPage(
      verdicts,
      await ask(1, 0, { date_from: toIsoInstant(oldest.at), date_to: toIsoInstant(instant(now + 60_000)) }),
    )
}

const MOST_PAGES = 10

/** The ids of a whole list, up to a bound; null where it is longer or cannot be read. */
export async function listAllIds(
  { probe, module }: Pick<List, 'probe' | 'module'>,
  url: string,
): Promise<string[] | null> {
  const ids: string[] = []
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { recorded } = await askPage({ probe, module, url } as List, 200, ids.length, {})
    const items = listOf(recorded)
    if (!items || !isSuccess(recorded)) return null
    const fresh = items.map((item) => textField(item, 'id')).filter((id) => id !== null)
    if (fresh.every((id) => ids.includes(id))) return ids
    ids.push(...fresh)
    if (ids.length >= (totalOf(recorded) ?? 0)) return ids
  }
  return null
}
