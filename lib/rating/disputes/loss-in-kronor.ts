import { and, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { ratings } from '@/db/schema/rating'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { toKronor } from '../core/exchange'
import { PLAN_CURRENCY } from '../core/price-plan'

/** What we lose on the lines of a case, as it is booked: each by the rate that its charge was priced with. */
export async function lossInKronor(
  db: Tx,
  currency: string,
  lines: readonly { cdrId: CdrId; lossMinor: bigint }[],
): Promise<bigint> {
  const lost = lines.filter(({ lossMinor }) => lossMinor > 0n)
  if (lost.length === 0) return 0n
  const rows =
    currency === PLAN_CURRENCY
      ? []
      : await db
          .select({ cdrId: ratings.cdrId, conversion: ratings.conversion })
          .from(ratings)
          .where(
            and(
              isNull(ratings.supersededAt),
              inArray(
                ratings.cdrId,
                lost.map(({ cdrId }) => cdrId),
              ),
            ),
          )
  const conversions = new Map(rows.map((row) => [row.cdrId, row.conversion]))
  return lost.reduce((sum, { cdrId, lossMinor }) => {
    const kronor = toKronor(lossMinor, currency, conversions.get(cdrId) ?? null)
    if (kronor === null) throw new PreconditionError('exchange_rate_unknown')
    return sum + kronor
  }, 0n)
}
