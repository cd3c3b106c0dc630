import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
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
