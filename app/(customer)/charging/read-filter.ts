import { dateParam } from '@/app/list-href'
import { calendarDate } from '@/lib/kernel/time'
import { CHARGE_STATES } from '@/lib/rating/core/charge-state'
import type { MyChargeFilter } from '@/lib/rating/charges/queries/list-my-charges'

type Param = string | string[] | undefined
export type ChargeSearch = Partial<Record<'from' | 'to' | 'place' | 'state' | 'after', Param>>

const PLACE_LENGTH = 80

function text(value: Param): string | undefined {
  const one = Array.isArray(value) ? value[0] : value
  return one?.trim() || undefined
}

/** The filter of an address; what is no value is left out, so that an old or mistyped link still shows something. */
export function readFilter(query: ChargeSearch): { filter: MyChargeFilter; after?: string; isFiltered: boolean } {
  const from = dateParam(text(query.from) ?? null)
  const to = dateParam(text(query.to) ?? null)
  const place = text(query.place)?.slice(0, PLACE_LENGTH)
  const state = CHARGE_STATES.find((known) => known === text(query.state))
  const filter: MyChargeFilter = {
    ...(from ? { from: calendarDate(from) } : {}),
    ...(to ? { to: calendarDate(to) } : {}),
    ...(place ? { place } : {}),
    ...(state ? { state } : {}),
  }
  return { filter, after: text(query.after), isFiltered: Object.keys(filter).length > 0 }
}
