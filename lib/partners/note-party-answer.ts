import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { MINUTE_MS, toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { rankRoutes } from './rank-routes'

const ASK_AFTER_MS = MINUTE_MS

/**
 * A hub answered that a party is not connected (4003): from now on it is offline for us, and its hub is asked for the
 * truth in a minute. The hub's own date stays, so that whatever it says next counts.
 */
export async function notePartyOffline(
  ctx: CustomerCtx | StaffCtx | SystemCtx,
  partnerId: PartnerId,
  party: string,
): Promise<void> {
  await withTransaction<CustomerCtx | StaffCtx | SystemCtx, void>(ctx, async (tx) => {
    const now = tx.clock.now()
    const changed = await tx.db.execute(sql`
      update parties set status = 'OFFLINE', status_at = ${toIsoInstant(now)}::timestamptz
      where partner_id = ${partnerId} and key = ${party} and status in ('CONNECTED', 'unknown') returning 1`)
    if (changed.length === 0) return
    await rankRoutes(tx.db, [party])
    await audit(tx, {
      action: 'party.status',
      entity: 'partner',
      entityId: partnerId,
      after: { party, status: 'OFFLINE' },
      reason: 'the hub answered 4003',
    })
    const job = { key: `client-info:${partnerId}`, runAt: now + ASK_AFTER_MS }
    await enqueue(tx.db, 'pull-client-info', { partnerId, initial: false }, job)
  })
}

/** Nobody tells us when such a party is back where the hub has no HubClientInfo: after a while it is tried again. */
export async function forgetPartyAnswers(ctx: SystemCtx, partnerId: PartnerId): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      update parties set status = 'unknown', status_at = ${toIsoInstant(tx.clock.now())}::timestamptz
      where partner_id = ${partnerId} and status = 'OFFLINE' and last_updated is null
        and not exists (select 1 from partner_endpoints e where e.partner_id = ${partnerId} and e.identifier = 'hubclientinfo')
      returning key`)) as unknown as { key: string }[] // the column of the statement
    const keys = rows.map(({ key }) => key)
    await rankRoutes(tx.db, keys)
    if (keys.length > 0)
      await audit(tx, {
        action: 'party.status',
        entity: 'partner',
        entityId: partnerId,
        after: { parties: keys, status: 'unknown' },
        reason: 'tried again',
      })
  })
}
