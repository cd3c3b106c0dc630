import { and, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { ratings } from '@/db/schema/rating'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { toKronor } from '../core/exchange'
import { PLAN_CURRENCY } from '../core/price-plan'

/** What we lose on each line of a case, as it is booked: by the rate that its charge was priced with. */
export async function lossInKronor(
  db: Tx,
  currency: string,
  lines: readonly { cdrId: CdrId; lossMinor: bigint }[],
): Promise<Map<CdrId, bigint>> {
  const lost = lines.filter(({ lossMinor }) => lossMinor > 0n).map(({ cdrId }) => cdrId)
  const rows =
    currency === PLAN_CURRENCY || lost.length === 0
      ? []
      : await db
          .select({ cdrId: ratings.cdrId, conversion: ratings.conversion })
          .from(ratings)
          .where(and(isNull(ratings.supersededAt), inArray(ratings.cdrId, lost)))
  const conversions = new Map(rows.map((row) => [row.cdrId, row.conversion]))
  return new Map(
    lines.map(({ cdrId, lossMinor }) => {
      const kronor = lossMinor === 0n ? 0n : toKronor(lossMinor, currency, conversions.get(cdrId) ?? null)
      if (kronor === null) throw new PreconditionError('exchange_rate_unknown')
      return [cdrId, kronor]
    }),
  )
}
