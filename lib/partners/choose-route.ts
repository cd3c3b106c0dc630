import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import type { RoutedModule } from './core/party'
import { rankRoutes } from './rank-routes'

/**
 * Makes one connection authoritative for a module of a party, or gives the choice back to the rule (`null`). A chosen
 * connection that cannot be used gives way until it can. What was billed before stays as it is.
 */
export async function chooseRoute(
  ctx: StaffCtx,
  input: { party: string; module: RoutedModule; partnerId: PartnerId | null },
): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const { party, module, partnerId } = input
    const now = tx.clock.now()
    const routes = (await tx.db.execute(sql`
      select partner_id as "partnerId", rank, chosen_at is not null as chosen from party_routes
      where key = ${party} and module = ${module} order by partner_id for update`)) as unknown as {
      partnerId: PartnerId
      rank: number
      chosen: boolean
    }[] // the columns of the statement
    if (partnerId !== null && !routes.some((route) => route.partnerId === partnerId))
      throw new NotFoundError('connection', partnerId)
    await tx.db.execute(sql`
      update party_routes set chosen_at = case when partner_id = ${partnerId} then ${toIsoInstant(now)}::timestamptz end,
        chosen_by = case when partner_id = ${partnerId} then ${ctx.userId} end
      where key = ${party} and module = ${module}`)
    await rankRoutes(tx.db, [party])
    await audit(tx, {
      action: 'party.choose-route',
      entity: 'partner',
      entityId: partnerId ?? routes.find(({ rank }) => rank === 0)?.partnerId ?? party,
      before: { party, module, authoritative: routes.find(({ rank }) => rank === 0)?.partnerId ?? null },
      after: { party, module, chosen: partnerId },
    })
  })
}
