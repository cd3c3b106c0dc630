import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

/** Remembers that a hub gives a list only party by party, so that it is not asked for everything again. */
export async function noteHubPull(ctx: SystemCtx, partnerId: PartnerId, module: string): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const changed = await tx.db.execute(sql`
      update partners set hub_pull = hub_pull || jsonb_build_object(${module}::text, 'per_party'::text)
      where id = ${partnerId} and hub_pull ->> ${module} is distinct from 'per_party' returning 1`)
    if (changed.length > 0)
      await audit(tx, { action: 'partner.hub-pull', entity: 'partner', entityId: partnerId, after: { module } })
  })
}
