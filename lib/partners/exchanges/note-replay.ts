import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import { audit } from '@/lib/platform/audit'
import { replayOf, type Replay } from '../core/replay'
import type { ExchangeRow } from './queries'

/** Writes down that staff make an exchange again, before it is made. Refuses what may not be made again. */
export async function noteReplay(ctx: StaffCtx, exchange: ExchangeRow): Promise<Replay> {
  authorize(ctx, 'message:replay')
  const kind = replayOf(exchange)
  if (kind === null) throw new PreconditionError('such a message is not made again')
  await withTransaction(ctx, (tx) =>
    audit(tx, {
      action: 'message.replay',
      entity: 'exchange',
      entityId: String(exchange.id),
      after: { kind, partnerId: exchange.partnerId, method: exchange.method, path: exchange.path },
    }),
  )
  return kind
}
