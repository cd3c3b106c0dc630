import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { foldKey, type ObjectKey } from '../core/common'
import type { Tariff } from '../core/tariff'

/** The newest version of the partner's own tariff, unless it was deleted. */
export async function findReceivedTariff(
  ctx: IntakeCtx,
  key: ObjectKey,
): Promise<{ tariff: Tariff; received: unknown } | null> {
  const [row] = await hotSql()<{ tariff: Tariff; received: unknown }[]>`
    select v.body as tariff, v.received from tariffs t join tariff_versions v on v.id = t.current_version_id
    where t.partner_id = ${ctx.partnerId} and t.key = ${foldKey(key)} and t.deleted_at is null`
  return row ?? null
}
