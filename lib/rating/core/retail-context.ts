// What a price depends on besides the session and the plan: facts that are looked up before and handed in, so that the
// same facts give the same price for ever.
import type { CustomerGroup } from './price-plan'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Exchange } from './exchange'
import type { SpotPrices } from './spot-prices'

/** What a customer's other sessions of the same month in Stockholm have come to (docs/decisions/0013). */
export type MonthUsage = { netMinor: bigint; freeKwh: DecimalString }
export const UNUSED_MONTH: MonthUsage = { netMinor: 0n, freeKwh: '0' }

export type RetailContext = {
  /** `SE*ABC`, in capitals; null where nobody knows whose charge point it is. */
  operator: string | null
  groups: readonly CustomerGroup[]
  /** Null where the plan does not ask for any. */
  spot: SpotPrices | null
  month: MonthUsage
  /** Null where no money of the session is foreign. */
  exchange: Exchange | null
}

/** Of a session at an operator of which nothing else is known. */
export const NO_CONTEXT: RetailContext = { operator: null, groups: [], spot: null, month: UNUSED_MONTH, exchange: null }
