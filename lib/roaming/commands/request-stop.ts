import { and, eq } from 'drizzle-orm'
import { sessions } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { SessionId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { partyOf } from './find-target'
import { writeCommand, type RequestedCommand } from './write-command'

export type RequestedStop = RequestedCommand & { sessionId: string }

/** Writes the wish to stop a running session: the customer's own, or any for staff who may. */
export async function requestStop(ctx: CustomerCtx | StaffCtx, sessionId: SessionId): Promise<RequestedStop> {
  if (ctx.actor === 'staff') authorize(ctx, 'session:stop')
  return withTransaction<CustomerCtx | StaffCtx, RequestedStop>(ctx, async (tx) => {
    const mine = ctx.actor === 'customer' ? eq(sessions.customerId, ctx.customerId) : undefined
    const [session] = await tx.db
      .select({
        partnerId: sessions.partnerId,
        countryCode: sessions.countryCode,
        partyId: sessions.partyId,
        ocpiId: sessions.ocpiId,
        status: sessions.status,
        customerId: sessions.customerId,
        locationOcpiId: sessions.locationOcpiId,
        evseUid: sessions.evseUid,
      })
      .from(sessions)
      .where(and(eq(sessions.id, sessionId), mine))
    if (!session) throw new NotFoundError('session', sessionId)
    if (session.status !== 'ACTIVE' && session.status !== 'PENDING')
      throw new PreconditionError('the session has ended')
    const { partnerId, customerId, locationOcpiId, evseUid, ocpiId } = session
    const kind = 'STOP_SESSION'
    const command = await writeCommand(tx, partyOf(session), {
      kind,
      partnerId,
      customerId,
      locationOcpiId,
      evseUid,
      sessionId,
    })
    await audit(tx, {
      action: 'charging.stop',
      entity: 'command',
      entityId: command.commandId,
      customerId,
      after: { session: ocpiId },
    })
    return { ...command, sessionId: ocpiId }
  })
}
