// Regulation (EU) 2023/1804 (AFIR) article 5: the parts of a price in this order, and what is ours apart from what is
// the operator's. Nothing here knows a country: a border cannot cost anything (AF-3).
import type { RetailLineKind } from './retail-line'

export const PRICE_PARTS = ['kwh', 'minute', 'session', 'other', 'own'] as const
export type PricePart = (typeof PRICE_PARTS)[number]

const PART_OF: Readonly<Record<RetailLineKind, PricePart>> = {
  energy: 'kwh',
  spot_credit: 'kwh',
  price_floor: 'kwh',
  price_cap: 'kwh',
  operator_time_fee: 'minute',
  operator_parking_fee: 'minute',
  operator_start_fee: 'session',
  operator_reservation_fee: 'other',
  reservation_fee: 'other',
  operator_adjustment: 'other',
  markup: 'own',
  energy_markup: 'own',
  start_fee: 'own',
  idle_fee: 'own',
  monthly_fee: 'own',
  allowance: 'own',
  discount: 'own',
  session_cap: 'own',
  late_data: 'own',
  month_cap: 'own',
}

/** The lines part by part; within a part in the order in which they are. */
export function inPriceOrder<T extends { kind: RetailLineKind }>(lines: readonly T[]): T[] {
  return PRICE_PARTS.flatMap((part) => lines.filter(({ kind }) => PART_OF[kind] === part))
}

export function priceParts<T extends { kind: RetailLineKind }>(lines: readonly T[]): Record<PricePart, T[]> {
  const of = (part: PricePart) => lines.filter(({ kind }) => PART_OF[kind] === part)
  return { kwh: of('kwh'), minute: of('minute'), session: of('session'), other: of('other'), own: of('own') }
}
