import { chargingPreferences } from '@/db/schema/control'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { decimal } from '@/lib/kernel/decimal'
import { InvalidError } from '@/lib/kernel/errors'
import { newId, type PartnerId, type PreferenceId, type SessionId } from '@/lib/kernel/ids'
import { DAY_MS } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import type { ChargingPreferences } from '../core/charging-profile'
import { findSession } from '../profiles/find-session'

export type RequestedPreferences = {
  preferenceId: PreferenceId
  partnerId: PartnerId
  party: { countryCode: string; partyId: string }
  /** The partner's id of the session. */
  session: string
  preferences: ChargingPreferences
}

const LONGEST_MS = 7 * DAY_MS
const MOST_KWH = 200

/** Writes a driver's wishes for the customer's own running session, before they are sent. */
export async function requestPreferences(
  ctx: CustomerCtx,
  sessionId: SessionId,
  preferences: ChargingPreferences,
): Promise<RequestedPreferences> {
  const { departureAt, energyKwh } = preferences
  const now = ctx.clock.now()
  if (departureAt !== null && (departureAt <= now || departureAt > now + LONGEST_MS))
    throw new InvalidError('the departure lies ahead, within a week', 'departure')
  if (energyKwh !== null && (decimal(energyKwh).lessThanOrEqualTo(0) || decimal(energyKwh).greaterThan(MOST_KWH)))
    throw new InvalidError(`the energy is more than 0 and at most ${MOST_KWH} kWh`, 'energyKwh')
  return withTransaction(ctx, async (tx) => {
    const { partnerId, party, ocpiId, customerId } = await findSession(tx, sessionId, 'preferences')
    const preferenceId = newId('preference', now)
    await tx.db.insert(chargingPreferences).values({
      id: preferenceId,
      partnerId,
      sessionId,
      customerId,
      ...preferences,
      requestedAt: now,
    })
    await audit(tx, {
      action: 'preferences.set',
      entity: 'session',
      entityId: sessionId,
      customerId,
      after: preferences,
    })
    return { preferenceId, partnerId, party, session: ocpiId, preferences }
  })
}
