import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { findPendingCdrIds, rateCdrs, type RatedCount } from './rate-cdrs'

const MOST_PER_ROUND = 1000
const MOST_ROUNDS = 50

/** The sweep: rates what is pending because its job was lost or had failed. Ends when a round achieves nothing. */
export async function ratePendingCdrs(ctx: SystemCtx): Promise<RatedCount> {
  authorize(ctx, 'cdr:review')
  const total = { accepted: 0, held: 0 }
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const ids = await findPendingCdrIds(reader(ctx), MOST_PER_ROUND)
    const { accepted, held } = ids.length > 0 ? await rateCdrs(ctx, ids) : { accepted: 0, held: 0 }
    if (accepted + held === 0) break
    total.accepted += accepted
    total.held += held
  }
  return total
}
