import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { profileRequests } from '@/db/schema/control'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { decimal } from '@/lib/kernel/decimal'
import { InvalidError, LimitError, PreconditionError } from '@/lib/kernel/errors'
import { newId, type PartnerId, type ProfileRequestId, type SessionId } from '@/lib/kernel/ids'
import { instant, SECOND_MS, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret, newSecretPath } from '@/lib/platform/crypto'
import { limitTo, smallestLimitKw, type ChargingProfile } from '../core/charging-profile'
import { findSession, type SteeredSession } from './find-session'

type Sender = CustomerCtx | StaffCtx
/** Until the CPO has answered with a time of its own. */
const FIRST_PATIENCE_MS = 120 * SECOND_MS

export type ProfileWish = { kind: 'set'; limitKw: string } | { kind: 'clear' } | { kind: 'read' }
export type RequestedProfile = {
  requestId: ProfileRequestId
  partnerId: PartnerId
  party: { countryCode: string; partyId: string }
  secret: string
  /** The partner's id of the session. */
  session: string
  /** To be set. */
  profile: ChargingProfile | null
}

/**
 * Writes the wish to limit the power of a running session, to lift the limit, or to hear what the station goes by: of
 * the customer's own session, or of any for staff with `session:steer`. Refuses while a change is under way and while a
 * partner that said TOO_OFTEN is to be left alone.
 */
export async function requestProfile(ctx: Sender, sessionId: SessionId, wish: ProfileWish): Promise<RequestedProfile> {
  if (ctx.actor === 'staff') authorize(ctx, 'session:steer')
  return withTransaction<Sender, RequestedProfile>(ctx, async (tx) => {
    const session = await findSession(tx, sessionId, 'limitPower')
    const now = ctx.clock.now()
    await refuseHaste(tx.db, sessionId, now)
    const profile = wish.kind === 'set' ? readLimit(wish.limitKw, session) : null
    const requestId = newId('profileRequest', now)
    const secret = newSecretPath()
    const { partnerId, party, ocpiId, customerId } = session
    await tx.db.insert(profileRequests).values({
      id: requestId,
      partnerId,
      sessionId,
      requestedBy: ctx.userId,
      actor: ctx.actor,
      kind: wish.kind,
      profile,
      state: 'requested',
      responseHash: hashSecret(secret),
      requestedAt: now,
      timeoutAt: instant(now + FIRST_PATIENCE_MS),
    })
    await audit(tx, {
      action: `profile.${wish.kind}`,
      entity: 'session',
      entityId: sessionId,
      customerId,
      after: { profile },
    })
    return { requestId, partnerId, party, secret, session: ocpiId, profile }
  })
}

function readLimit(limitKw: string, { powerType, maxPowerKw }: SteeredSession): ChargingProfile {
  if (!/^\d{1,4}(\.\d)?$/.test(limitKw)) throw new InvalidError('a limit is a power in kW', 'limitKw')
  const smallest = smallestLimitKw(powerType)
  if (decimal(limitKw).lessThan(smallest)) throw new InvalidError(`a car needs at least ${smallest} kW`, 'limitKw')
  if (maxPowerKw !== null && decimal(limitKw).greaterThan(maxPowerKw))
    throw new InvalidError(`the connector gives at most ${maxPowerKw} kW`, 'limitKw')
  return limitTo(limitKw)
}

async function refuseHaste(db: Tx, sessionId: SessionId, now: Instant): Promise<void> {
  const [open] = await db
    .select({ id: profileRequests.id })
    .from(profileRequests)
    .where(
      and(
        eq(profileRequests.sessionId, sessionId),
        inArray(profileRequests.state, ['requested', 'accepted_by_cpo']),
        gt(profileRequests.timeoutAt, now),
      ),
    )
  if (open) throw new PreconditionError('a change is under way')
  const [latest] = await db
    .select({ retryAt: profileRequests.retryAt })
    .from(profileRequests)
    .where(eq(profileRequests.sessionId, sessionId))
    .orderBy(desc(profileRequests.requestedAt), desc(profileRequests.id))
    .limit(1)
  if (latest?.retryAt && latest.retryAt > now) throw new LimitError('the operator was asked too often')
}
