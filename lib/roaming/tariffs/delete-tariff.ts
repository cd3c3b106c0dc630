import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { toIsoInstant } from '@/lib/kernel/time'
import { foldKey, type ObjectKey } from '../core/common'

/** Marks a tariff as no longer in use; its versions stay for what was charged by them. False when it is not known. */
export async function deleteTariff(ctx: IntakeCtx, key: ObjectKey): Promise<boolean> {
  const rows = await hotSql()`
    update tariffs set deleted_at = coalesce(deleted_at, ${toIsoInstant(ctx.clock.now())}::text::timestamptz)
    where partner_id = ${ctx.partnerId} and key = ${foldKey(key)} returning id`
  return rows.length > 0
}
