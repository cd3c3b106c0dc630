import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { foldKey, type ObjectKey } from '../core/common'
import type { Cdr } from '../core/session'

/** The partner's own CDR as it sent it. */
export async function findReceivedCdr(ctx: IntakeCtx, key: ObjectKey): Promise<{ cdr: Cdr; received: string } | null> {
  const [row] = await hotSql()<{ cdr: Cdr; received: string }[]>`
    select body as cdr, received from cdrs where partner_id = ${ctx.partnerId} and key = ${foldKey(key)}`
  return row ?? null
}
