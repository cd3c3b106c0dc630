// Charges that the first customer started in the app at the price that was shown: one billed at it, and one for which the
// operator tells of a dearer price too late, so that the price that was shown rules.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { mintCustomerCtx } from '@/lib/auth/mint'
import { newId, type CommandId, type CustomerId, type EvseId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import { startCharging, stopCharging } from '@/lib/ocpi/client/send-command'
import { systemClock } from '@/lib/platform/clock'
import { keepCar } from '@/lib/rating/cars/keep-car'
import { CAR_PRESETS } from '@/lib/rating/core/charge-wish'
import { lockQuote } from '@/lib/rating/quotes/lock-quote'
import { getMyQuote } from '@/lib/rating/quotes/queries/get-quote'
import { findMyActiveSession } from '@/lib/rating/charges/queries/find-my-active-session'
import { findMyCommand } from '@/lib/roaming/commands/queries'
import type { CpoControl } from './cpo-control'

const WISH = { by: 'kwh', amount: 24 } as const
const ENOUGH_KWH = 6
const PATIENCE = 150
const PAUSE_MS = 200

type Socket = { evseId: EvseId; connectorId: string; tariffId: string }

async function chooseSockets(): Promise<Socket[]> {
  return (await getDb().execute(sql`
    select e.id as "evseId", e.body #>> '{connectors,0,id}' as "connectorId", e.body #>> '{connectors,0,tariffIds,0}' as "tariffId"
    from evses e join locations l on l.id = e.location_id
    where l.publish and l.country = 'SWE' and e.status = 'AVAILABLE' and e.max_power_kw = 150
      and e.body #>> '{connectors,0,tariffIds,0}' like '%-DC'
    order by l.name, e.uid limit 2`)) as unknown as Socket[] // the columns of the statement
}

/** Waits for something that the operator does on its own. Gives up quietly: the demonstration is whole without it. */
async function until<T>(find: () => Promise<T | null | undefined>): Promise<T | null> {
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    const found = await find()
    if (found !== null && found !== undefined) return found
    await sleep(PAUSE_MS)
  }
  return null
}

/** Until a few kWh are in the car, then stopped, then until the operator's account of it is here. */
async function chargeAndStop(ctx: CustomerCtx, commandId: CommandId): Promise<void> {
  const sessionId = await until(async () => (await findMyCommand(ctx, commandId))?.sessionId)
  if (!sessionId) return
  await until(async () => {
    const live = await findMyActiveSession(ctx)
    return live?.sessionId === sessionId && Number(live.energyKwh) < ENOUGH_KWH ? null : true
  })
  await stopCharging(ctx, sessionId).catch(() => undefined)
  await until(async () => {
    const [cdr] = await getDb().execute(sql`
      select 1 from cdrs c join sessions s on s.ocpi_id = c.session_ocpi_id where s.id = ${sessionId} limit 1`)
    return cdr ? true : null
  })
}

async function look(ctx: CustomerCtx, { evseId, connectorId }: Socket) {
  const asked = { evseId, connectorId, wish: WISH }
  const { shownAt, shown } = await getMyQuote(ctx, asked)
  return { ...asked, shownAt, shown, unknownAgreed: false }
}

const FLAT = { type: 'FLAT', price: 4, vat: 25, step_size: 1 }
const atPrice = (price: number) => [{ price_components: [FLAT, { type: 'ENERGY', price, vat: 25, step_size: 1 }] }]

export async function chargeOnQuotes(cpo: CpoControl, customerId: CustomerId): Promise<void> {
  const userId = newId('user', systemClock.now())
  const ctx = mintCustomerCtx({
    requestId: newId('request', systemClock.now()),
    clock: systemClock,
    userId,
    customerId,
  })
  const [one, other] = await chooseSockets()
  if (!one || !other) return
  await keepCar(ctx, { name: 'Elbilen', ...CAR_PRESETS.medium })
  // What people without a contract pay at the same sockets.
  await cpo.ask('POST', `tariffs/${one.tariffId}-ADHOC`, {
    beside: one.tariffId,
    type: 'AD_HOC_PAYMENT',
    elements: atPrice(4.8),
  })
  const plain = await look(ctx, one)
  await chargeAndStop(ctx, await startCharging(ctx, { ...one, quoteId: await lockQuote(ctx, plain) }))
  const seen = await look(ctx, other)
  const dated = toIsoInstant(instant(systemClock.now() - 2 * HOUR_MS))
  await cpo.ask('POST', `tariffs/${other.tariffId}`, { elements: atPrice(4.6), last_updated: dated })
  const commandId = await startCharging(ctx, { ...other, quoteId: await lockQuote(ctx, seen) })
  await until(async () => (await findMyCommand(ctx, commandId))?.sessionId)
  await cpo.ask('POST', `tariffs/${other.tariffId}`, { elements: atPrice(3.96) })
  await chargeAndStop(ctx, commandId)
}
