import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { EvseId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { canDo } from '../core/capabilities'
import { foldId } from '../core/common'
import { findTarget, partyOf, requireReachable } from './find-target'
import { writeCommand, type RequestedCommand } from './write-command'

export type RequestedUnlock = RequestedCommand & { locationId: string; evseUid: string; connectorId: string }

/**
 * Writes the wish to let go of a stuck cable. Only for staff, never for a driver (OCPI 2.2.1 §13.3.6), and only where
 * the charge point says that it can.
 */
export async function requestUnlock(
  ctx: StaffCtx,
  input: { evseId: EvseId; connectorId: string; reason: string },
): Promise<RequestedUnlock> {
  authorize(ctx, 'evse:unlock')
  return withTransaction(ctx, async (tx) => {
    const target = await findTarget(tx.db, input.evseId)
    const connector = target?.body.connectors.find((candidate) => foldId(candidate.id) === foldId(input.connectorId))
    if (!target || !connector) throw new NotFoundError('connector', input.connectorId)
    requireReachable(target)
    if (!canDo(target.body, 'unlock')) throw new PreconditionError('this charge point cannot be unlocked from here')
    const { partnerId, locationId, evseUid } = target
    const command = await writeCommand(tx, partyOf(target), {
      kind: 'UNLOCK_CONNECTOR',
      partnerId,
      locationOcpiId: locationId,
      evseUid,
      connectorId: connector.id,
    })
    await audit(tx, {
      action: 'evse.unlock',
      entity: 'command',
      entityId: command.commandId,
      after: { location: locationId, evse: evseUid, connector: connector.id },
      reason: input.reason,
    })
    return { ...command, locationId, evseUid, connectorId: connector.id }
  })
}
