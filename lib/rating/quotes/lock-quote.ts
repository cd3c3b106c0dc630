import { eq, sql } from 'drizzle-orm'
import { customerCars, quotes } from '@/db/schema/quotes'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { ConflictError, InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type EvseId, type QuoteId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { ENGINE_VERSION } from '@/lib/pricing/breakdown'
import { audit } from '@/lib/platform/audit'
import type { ChargeWish } from '../core/charge-wish'
import { QUOTE_VALID_MS } from '../core/quote'
import { drawQuote, shownPrice, type DrawnQuote } from './draw-quote'

export type LockQuoteInput = {
  evseId: EvseId
  connectorId: string
  wish: ChargeWish | null
  /** When the price was shown, and what it was. */
  shownAt: Instant
  shown: string
  /** The customer starts although nobody knows the price. */
  unknownAgreed: boolean
}

/**
 * Keeps the price that the customer has read, to be started on. For a quarter of an hour it is the price of that moment,
 * whatever was changed since; after that it must be the price of now. Refuses a price that was not shown, and an unknown
 * one that was not agreed to.
 */
export async function lockQuote(ctx: CustomerCtx, input: LockQuoteInput): Promise<QuoteId> {
  return withTransaction(ctx, async (tx) => {
    const { db } = tx
    const now = ctx.clock.now()
    const [car] = await db.select().from(customerCars).where(eq(customerCars.customerId, ctx.customerId))
    const age = now - input.shownAt
    const at = age >= 0 && age <= QUOTE_VALID_MS ? input.shownAt : now
    const drawn = await drawQuote(db, ctx.customerId, at, { ...input, car: car ?? null })
    if (!drawn) throw new NotFoundError('connector', input.connectorId)
    if (shownPrice(drawn) !== input.shown) throw new ConflictError('the price has changed')
    const unknown = !drawn.quote?.price
    if (unknown && !input.unknownAgreed) throw new InvalidError('an unknown price has to be agreed to')
    const id = newId('quote', now)
    await db
      .insert(quotes)
      .values({ ...quoteRow(drawn), id, customerId: ctx.customerId, createdAt: now, unknownAgreed: unknown })
    await audit(tx, {
      action: 'quote.lock',
      entity: 'quote',
      entityId: id,
      customerId: ctx.customerId,
      after: { evse: input.evseId, gross: drawn.quote?.price?.grossMinor.toString() ?? null, shownAt: at },
    })
    return id
  })
}

/** The quote as it is kept, but for whose it is. */
export function quoteRow(drawn: DrawnQuote) {
  const { quote, adHoc, connector, shownAt, validUntil, behaviour, tariffVersionId, pricePlanVersionId, stepMode } =
    drawn
  const price = quote?.price ?? null
  return {
    ...connector,
    shownAt,
    validUntil,
    behaviour,
    tariffVersionId,
    pricePlanVersionId,
    stepMode,
    engineVersion: ENGINE_VERSION,
    netMinor: price?.netMinor ?? null,
    vatMinor: price?.vatMinor ?? null,
    grossMinor: price?.grossMinor ?? null,
    lines: price?.lines ?? [],
    breakdown: quote?.breakdown ?? sql`'null'::json`,
    changes: quote?.changes ?? [],
    adHocGrossMinor: adHoc?.grossMinor ?? null,
    adHocCurrency: adHoc?.currency ?? null,
    adHocTariffVersionId: adHoc?.versionId ?? null,
  }
}
