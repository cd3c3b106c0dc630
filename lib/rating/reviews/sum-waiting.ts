import { and, inArray, isNull } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { ratings } from '@/db/schema/rating'
import { toKronor } from '../core/exchange'
import { ZERO_EFFECT, type MoneyEffect } from '../core/money-effect'
import type { LockedCdr } from './lock-cdr'

/**
 * What waits for a decision once these are held: what operators would have got, customers paid and we kept. In kronor,
 * excluding VAT. Of those that were to be billed alone: what was rejected moves nothing either way.
 */
export async function sumWaiting(db: Reader, cdrs: readonly LockedCdr[]): Promise<MoneyEffect> {
  const due = cdrs.filter(({ status }) => status === 'accepted').map(({ cdrId }) => cdrId)
  if (due.length === 0) return ZERO_EFFECT
  const { currency, conversion, costMinor, retailNetMinor, marginMinor } = ratings
  const rows = await db
    .select({ currency, conversion, costMinor, retailNetMinor, marginMinor })
    .from(ratings)
    .where(and(inArray(ratings.cdrId, due), isNull(ratings.supersededAt)))
  const total = { ...ZERO_EFFECT }
  for (const row of rows) {
    total.toCpoMinor += toKronor(row.costMinor, row.currency, row.conversion) ?? 0n
    total.customerPaysMinor += row.retailNetMinor ?? 0n
    total.marginMinor += row.marginMinor ?? 0n
  }
  return total
}
