// The state of the CDR inbox as it stands in its address: for the page, its export, and a decision on all it finds.
import { dateParam } from '@/app/list-href'
import { isId } from '@/lib/kernel/ids'
import { calendarDate, type Instant } from '@/lib/kernel/time'
import type { CdrFilter } from '@/lib/rating/cdrs/queries/cdr-filter'
import { dueBounds, type CdrOrder } from '@/lib/rating/cdrs/queries/list-cdrs'
import { isFindingCode } from '@/lib/rating/core/finding'

const MOST_AT_ONCE = 2000

export const SHOWS = ['held', 'disputed', 'noted', 'accepted', 'all'] as const
export type Show = (typeof SHOWS)[number]
export const DUES = ['overdue', 'today'] as const
/** What a filter by amount offers, in kronor. */
export const AMOUNTS = ['1', '10', '50', '100', '500'] as const

/** What an address may carry, its place left out; in the order in which chips stand. */
export const CDR_STATE_KEYS = ['show', 'q', 'partner', 'reason', 'from', 'to', 'least', 'due', 'sort'] as const
type Read = (name: string) => string | undefined
export type CdrState = Partial<Record<(typeof CDR_STATE_KEYS)[number], string>>

const oneOf = <T extends string>(values: readonly T[], text: string | undefined): T | undefined =>
  values.find((value) => value === text)

/** Only what means something is kept, so that an address cannot break a page. */
export function readCdrState(read: Read): CdrState & { show?: Show } {
  const partner = read('partner')
  const reason = read('reason')
  const show = oneOf(SHOWS, read('show'))
  const state: Record<(typeof CDR_STATE_KEYS)[number], string | undefined> = {
    show: show === 'held' ? undefined : show,
    q: read('q')?.trim() || undefined,
    partner: partner && isId('partner', partner) ? partner : undefined,
    reason: reason && isFindingCode(reason) ? reason : undefined,
    from: dateParam(read('from') ?? null),
    to: dateParam(read('to') ?? null),
    least: /^\d{1,6}$/.test(read('least') ?? '') ? read('least') : undefined,
    due: oneOf(DUES, read('due')),
    sort: oneOf(['amount'], read('sort')),
  }
  const set = Object.entries(state).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set) as ReturnType<typeof readCdrState> // the same keys, those without a value left out
}

export function isUndecided(show: Show): boolean {
  return show === 'held' || show === 'disputed'
}

export function toCdrQuery(state: CdrState, now: Instant): { filter: CdrFilter; order: CdrOrder; show: Show } {
  const show = oneOf(SHOWS, state.show) ?? 'held'
  const { partner, reason, from, to, least } = state
  const due = oneOf(DUES, state.due)
  return {
    show,
    order: state.sort === 'amount' ? 'stake' : isUndecided(show) ? 'due' : 'started',
    filter: {
      ...(show === 'noted' ? { noted: true } : show === 'all' ? {} : { status: [show] }),
      search: state.q,
      partnerId: partner && isId('partner', partner) ? partner : undefined,
      reason: reason && isFindingCode(reason) ? reason : undefined,
      from: from ? calendarDate(from) : undefined,
      to: to ? calendarDate(to) : undefined,
      leastMinor: least === undefined ? undefined : BigInt(least) * 100n,
      due: due && dueBounds(now)[due],
    },
  }
}

/** What one click may decide, and of which CDRs: of a larger selection the oldest, but of accepted ones those not yet billed. */
export function decidedAtOnce(show: Show): {
  statuses: NonNullable<CdrFilter['status']>
  limit: { most: number; first: 'oldest' | 'newest' }
} {
  return isUndecided(show)
    ? { statuses: ['held', 'disputed'], limit: { most: MOST_AT_ONCE, first: 'oldest' } }
    : { statuses: ['accepted'], limit: { most: MOST_AT_ONCE, first: 'newest' } }
}
