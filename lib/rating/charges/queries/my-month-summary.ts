import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { isBillable } from '../../cdrs/is-billable'
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { addMonths, instant, monthBounds, monthOf, toIsoInstant, type Instant, type Month } from '@/lib/kernel/time'

export type ChargeSum = { charges: number; energyKwh: DecimalString; grossMinor: bigint }
export type MyMonthSummary = ChargeSum & {
  month: Month
  /** Charges that are being looked into or not checked yet; their amounts may still change. */
  unsettled: number
  /** The month before, up to the same time of the month while this one runs, else all of it. */
  before: ChargeSum & { month: Month }
}

type Row = { charges: number; energy: string | null; gross: string | null; unsettled: number }

async function sumCharges(ctx: CustomerCtx, from: Instant, to: Instant): Promise<Row> {
  const [row] = (await reader(ctx).execute(sql`
    select (count(*) filter (where c.energy_kwh <> 0 or (c.evse_uid <> '#NA' and not exists (
        select 1 from reservations v where v.authorization_reference = c.authorization_reference))))::int as charges, sum(coalesce(r.corrected_kwh, c.energy_kwh)) as energy, sum(r.retail_gross_minor) as gross,
      count(*) filter (where not ${isBillable})::int as unsettled
    from cdrs c left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where c.customer_id = ${ctx.customerId} and not c.credit and c.status <> 'rejected'
      and c.started_at >= ${toIsoInstant(from)}::timestamptz and c.started_at < ${toIsoInstant(to)}::timestamptz
      and not exists (select 1 from cdrs k where k.credit and k.credited_key = c.key
        and k.status = 'accepted')`)) as unknown as Row[] // the columns of the statement
  return row ?? { charges: 0, energy: null, gross: null, unsettled: 0 }
}

function toSum({ charges, energy, gross }: Row): ChargeSum {
  return { charges, energyKwh: toDecimalString(decimal(energy ?? '0')), grossMinor: BigInt(gross ?? '0') }
}

/** A month of the customer's charges in Europe/Stockholm, including VAT, beside the month before. */
export async function myMonthSummary(
  ctx: CustomerCtx,
  month: Month = monthOf(ctx.clock.now()),
): Promise<MyMonthSummary> {
  const now = ctx.clock.now()
  const bounds = monthBounds(month)
  const previous = addMonths(month, -1)
  const previousBounds = monthBounds(previous)
  const running = now >= bounds.from && now < bounds.to
  const sameTime = instant(Math.min(previousBounds.from + (now - bounds.from), previousBounds.to))
  const [current, before] = await Promise.all([
    sumCharges(ctx, bounds.from, bounds.to),
    sumCharges(ctx, previousBounds.from, running ? sameTime : previousBounds.to),
  ])
  return { month, ...toSum(current), unsettled: current.unsettled, before: { month: previous, ...toSum(before) } }
}
