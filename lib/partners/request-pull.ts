import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueuePull } from './enqueue-pull'
import { lockPartner } from './move-partner'
import type { PullModule } from './core/sync-plan'

/** Reads one module of a partner as soon as possible instead of when it is due. A pull that waits is hastened, not doubled. */
export async function requestPull(
  ctx: StaffCtx,
  partnerId: PartnerId,
  { module, full }: { module: PullModule; full: boolean },
): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const partner = await lockPartner(tx, partnerId)
    if (partner.state !== 'registered') throw new PreconditionError('the partner is not registered')
    await enqueuePull(tx.db, { partnerId, module, full })
    await audit(tx, {
      action: 'partner.request-pull',
      entity: 'partner',
      entityId: partnerId,
      after: { module, full },
    })
  })
}
