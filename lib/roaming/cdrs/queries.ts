import { eq } from 'drizzle-orm'
import { hotSql, reader } from '@/db/client'
import { cdrs } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { IntakeCtx, StaffCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import { foldKey, type ObjectKey } from '../core/common'
import type { Cdr } from '../core/session'

/** The partner's own CDR as it sent it, also where another connection brought it first. */
export async function findReceivedCdr(ctx: IntakeCtx, key: ObjectKey): Promise<{ cdr: Cdr; received: string } | null> {
  const [row] = await hotSql()<{ cdr: Cdr; received: string }[]>`
    select c.body as cdr, coalesce(x.received, c.received) as received
    from cdrs c left join cdr_copies x on x.cdr_id = c.id and x.partner_id = ${ctx.partnerId}
    where c.key = ${foldKey(key)} and (c.partner_id = ${ctx.partnerId} or x.cdr_id is not null)`
  return row ?? null
}

/** The text that arrived, for staff who look at the message that brought it. */
export async function findCdrText(ctx: StaffCtx, cdrId: CdrId): Promise<string | null> {
  authorize(ctx, 'cdr:read')
  const [row] = await reader(ctx).select({ received: cdrs.received }).from(cdrs).where(eq(cdrs.id, cdrId))
  return row?.received ?? null
}
