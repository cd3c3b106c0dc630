// What is usual for a customer, what was set as too much, and what the month has come to.
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { monthBounds, monthOf, toIsoInstant } from '@/lib/kernel/time'
import { isAccountedFor } from '@/lib/roaming/cdrs/match-session'
import type { EstimatedSession } from '../charges/load-estimate'
import type { GuardSubject } from '../core/guard'
import type { CurrentType } from '../core/price-plan'

type Row = {
  monthly: string | null
  per_charge: string | null
  billed: string
  running: string
  history: { ms: number; gross: string }[] | null
}

/** The month is that of the session's start, in Stockholm; charges without an account count with their estimates. */
export async function loadHabits(
  db: Tx,
  { id, customer_id: customerId, body }: EstimatedSession,
  current: CurrentType,
): Promise<Pick<GuardSubject, 'history' | 'limits' | 'monthMinor'>> {
  const { from, to } = monthBounds(monthOf(body.startedAt))
  const within = (alias: string) =>
    sql`${sql.raw(alias)}.started_at >= ${toIsoInstant(from)}::timestamptz and ${sql.raw(alias)}.started_at < ${toIsoInstant(to)}::timestamptz`
  const [row] = (await db.execute(sql`
    select (select monthly_minor::text from charge_limits where customer_id = ${customerId}) as monthly,
      (select per_charge_minor::text from charge_limits where customer_id = ${customerId}) as per_charge,
      (select coalesce(sum(r.retail_gross_minor), 0)::text from cdrs c join ratings r on r.cdr_id = c.id and r.superseded_at is null
        where c.customer_id = ${customerId} and c.status <> 'rejected' and ${within('c')}) as billed,
      (select coalesce(sum(w.gross_minor), 0)::text from sessions s join charge_watches w on w.session_id = s.id
        where s.customer_id = ${customerId} and s.id <> ${id} and s.status in ('ACTIVE', 'PENDING', 'COMPLETED') and ${within('s')}
          and not ${sql.raw(isAccountedFor('s'))}) as running,
      (select json_agg(h) from (
        select extract(epoch from c.ended_at - c.started_at)::float8 * 1000 as ms, r.retail_gross_minor::text as gross
        from cdrs c join ratings r on r.cdr_id = c.id and r.superseded_at is null
        where c.customer_id = ${customerId} and not c.credit and c.status = 'accepted' and c.energy_kwh > 0
          and r.retail_gross_minor is not null and (upper(c.power_type) like 'DC%') = ${current === 'DC'}
        order by c.started_at desc limit 50) h) as history`)) as unknown as [Row] // one row
  const minor = (text: string | null) => (text === null ? null : BigInt(text))
  return {
    limits: { monthlyMinor: minor(row.monthly), perChargeMinor: minor(row.per_charge) },
    monthMinor: BigInt(row.billed) + BigInt(row.running),
    history: (row.history ?? []).map(({ ms, gross }) => ({ durationMs: ms, grossMinor: BigInt(gross) })),
  }
}
