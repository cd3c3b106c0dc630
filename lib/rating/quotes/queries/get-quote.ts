// The price of a connector before a charge: the customer's own, and the one that anybody may read.
import { getDb, reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import { systemClock } from '@/lib/platform/clock'
import { findMyCar } from '../../cars/queries'
import { drawQuote, type QuoteAsk } from '../draw-quote'
import { toQuoteView, type QuoteView } from './quote-view'

type Asked = Omit<QuoteAsk, 'car'>

/** For the customer's plan and car, from now. */
export async function getMyQuote(ctx: CustomerCtx, asked: Asked): Promise<QuoteView> {
  const car = await findMyCar(ctx)
  const drawn = await drawQuote(reader(ctx), ctx.customerId, ctx.clock.now(), { ...asked, car })
  if (!drawn) throw new NotFoundError('connector', asked.connectorId)
  return toQuoteView(drawn, car)
}

/** By the public plan, for whoever has not signed in. */
export async function getPublicQuote(asked: Asked): Promise<QuoteView> {
  const drawn = await drawQuote(getDb(), null, systemClock.now(), { ...asked, car: null })
  if (!drawn) throw new NotFoundError('connector', asked.connectorId)
  return toQuoteView(drawn, null)
}
