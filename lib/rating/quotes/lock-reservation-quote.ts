import { sql } from 'drizzle-orm'
import { quotes } from '@/db/schema/quotes'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { ConflictError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type EvseId, type QuoteId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { ENGINE_VERSION } from '@/lib/pricing/breakdown'
import type { ReservationQuote } from '@/lib/roaming/core/command'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'
import { QUOTE_VALID_MS } from '../core/quote'
import { drawReservations, type ReservedPlace } from './draw-reservation'

export type LockReservationInput = {
  place: ReservedPlace
  evseId: EvseId
  connectors: readonly Connector[]
  minutes: number
  /** What the customer has read; null where it said that nobody knows. */
  shown: ReservationQuote | null
}

/**
 * Keeps the price of a reservation that the customer has read and agrees to by asking for it. Refuses another than the
 * price of now. Null where nothing can be kept: a customer without a plan, or a charge point without a connector.
 */
export async function lockReservationQuote(ctx: CustomerCtx, input: LockReservationInput): Promise<QuoteId | null> {
  return withTransaction(ctx, async (tx) => {
    const now = ctx.clock.now()
    const { place, evseId, minutes, shown } = input
    const { plan, stepMode, lengths } = await drawReservations(tx.db, ctx.customerId, now, place, input.connectors)
    const length = lengths.find((one) => one.minutes === minutes)
    if (!length) throw new NotFoundError('length', String(minutes))
    const { drawn } = length
    if (!isSame(drawn?.quote ?? null, shown)) throw new ConflictError('the price has changed')
    const connector = drawn?.connector ?? input.connectors[0]
    if (!connector || !plan || !stepMode) return null
    const id = newId('quote', now)
    await tx.db.insert(quotes).values({
      id,
      kind: 'reservation',
      customerId: ctx.customerId,
      partnerId: place.partnerId,
      evseId,
      connectorId: connector.id,
      powerType: connector.powerType,
      maxPowerKw: connectorPowerKw(connector),
      timeZone: place.timeZone,
      shownAt: now,
      validUntil: instant(now + QUOTE_VALID_MS),
      createdAt: now,
      tariffVersionId: drawn?.tariffVersionId ?? null,
      pricePlanVersionId: plan.versionId,
      engineVersion: ENGINE_VERSION,
      stepMode,
      behaviour: { energyKwh: '0', powerKw: '0', idleMinutes: 0 },
      netMinor: drawn?.price.netMinor ?? null,
      vatMinor: drawn?.price.vatMinor ?? null,
      grossMinor: drawn?.price.grossMinor ?? null,
      lines: drawn?.price.lines ?? [],
      breakdown: drawn?.breakdown ?? sql`'null'::json`,
      changes: [],
      unknownAgreed: drawn === null,
      reservedMinutes: minutes,
      usedGrossMinor: drawn ? BigInt(drawn.quote.usedMinor) : null,
    })
    const after = {
      evse: evseId,
      minutes,
      used: drawn?.quote.usedMinor ?? null,
      unused: drawn?.quote.unusedMinor ?? null,
    }
    await audit(tx, { action: 'quote.lock', entity: 'quote', entityId: id, customerId: ctx.customerId, after })
    return id
  })
}

function isSame(a: ReservationQuote | null, b: ReservationQuote | null): boolean {
  if (a === null || b === null) return a === b
  return a.currency === b.currency && a.usedMinor === b.usedMinor && a.unusedMinor === b.unusedMinor
}
