// How often each rule fired lately, and how much money was asked beyond what was agreed where it did.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { DAY_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import { convertUnit } from '../../prices/convert-to-kronor'
import { isFindingCode, type FindingCode } from '../../core/finding'

export const RULE_DAYS = 30
export type RuleCount = {
  /** CDRs judged within the last `RULE_DAYS` days that show it, and those of them that wait for a decision. */
  count: number
  open: number
  /** Asked beyond the agreed price in these, excluding VAT, in kronor; not where the energy's unit is wrong. */
  askedTooMuchExcl: DecimalString
}

type Row = { code: string; count: number; open: number; too_much: string | null }

export async function listRuleCounts(ctx: StaffCtx): Promise<Map<FindingCode, RuleCount>> {
  authorize(ctx, 'cdr:read')
  const since = toIsoInstant(instant(ctx.clock.now() - RULE_DAYS * DAY_MS))
  const rows = (await reader(ctx).execute(sql`
    select f.code, count(*)::int as count, count(*) filter (where c.status in ('held', 'disputed'))::int as open,
      sum((c.total_excl - r.agreed_excl) * ${convertUnit('r')}) filter (where c.total_excl > r.agreed_excl
        and not exists (select from cdr_findings w where w.cdr_id = c.id and w.code = 'ENERGY_WH_FOR_KWH')) as too_much
    from cdr_findings f join cdrs c on c.id = f.cdr_id
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where f.created_at > ${since}::timestamptz
    group by f.code`)) as unknown as Row[] // the columns of the statement
  return new Map(
    rows.flatMap(({ code, count, open, too_much: tooMuch }) =>
      isFindingCode(code)
        ? [[code, { count, open, askedTooMuchExcl: toDecimalString(decimal(tooMuch ?? '0')) }] as const]
        : [],
    ),
  )
}
