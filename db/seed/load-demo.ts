// A believable retailer, loaded through verbs and HTTP: what works here works for a newcomer.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import { mintCustomerCtx, mintSystemCtx } from '@/lib/auth/mint'
import { addUser } from '@/lib/auth/users/add-user'
import { runBilling } from '@/lib/billing/run-billing'
import { startReconciliation } from '@/lib/rating/reconciliation/start-reconciliation'
import { addCustomer } from '@/lib/customers/add-customer'
import { newId, type CustomerId, type PartnerId, type UserId } from '@/lib/kernel/ids'
import {
  addDays,
  addMonths,
  BILLING_ZONE,
  calendarDate,
  DAY_MS,
  HOUR_MS,
  instant,
  localDate,
  MINUTE_MS,
  monthBounds,
  monthOf,
  startOfDay,
  toIsoInstant,
  type CalendarDate,
  type Instant,
} from '@/lib/kernel/time'
import { versionsUrl } from '@/lib/ocpi/http/urls'
import { addPartner } from '@/lib/partners/add-partner'
import { enterPayment } from '@/lib/payments/enter-payment'
import { fixedClock, systemClock } from '@/lib/platform/clock'
import { PLAN_DEFAULTS } from '@/lib/rating/core/price-plan'
import { setChargeLimits } from '@/lib/rating/guard/set-charge-limits'
import { assignPricePlan } from '@/lib/rating/price-plans/assign-price-plan'
import { createPricePlan } from '@/lib/rating/price-plans/create-price-plan'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { setMembership } from '@/lib/rating/price-plans/set-membership'
import { setNoticeDays } from '@/lib/rating/price-plans/set-notice-days'
import { publishPricePlanVersion } from '@/lib/rating/price-plans/publish-price-plan-version'
import { issueToken, type IssuedToken } from '@/lib/roaming/tokens/issue-token'
import { allowTokenPlace } from '@/lib/roaming/tokens/allow-token-place'
import { setTokenGroup } from '@/lib/roaming/tokens/set-token-group'
import { addBackTests } from './add-back-tests'
import { addDisputes } from './add-disputes'
import { addAuditCases, agreeOnNextMonth } from './add-audit-cases'
import { chargeOnQuotes } from './charge-on-quotes'
import { CpoControl } from './cpo-control'
import { correctUsedPrices } from './correct-prices'
import { draftNextPrices } from './draft-next-prices'
import { loadSamplePrices } from './sample-prices'
import { cardUid, companies, DEMO_PASSWORD, privatePeople, STAFF } from './people'

export type Tell = (line: string) => void
type Card = IssuedToken & { customerId: CustomerId; weight: number }

const CDRS = 3000
/** What goes wrong in the last weeks, so that staff have something to decide. */
const WRONGS = {
  over_charge: 9,
  missing_tariff: 3,
  unknown_token: 3,
  wh_for_kwh: 2,
  credit: 3,
  duplicate: 4,
  conflicting_replay: 1,
  garbage: 2,
}

export function demoCtx(at?: Instant): SystemCtx {
  const clock = at === undefined ? systemClock : fixedClock(at)
  return mintSystemCtx({ requestId: newId('request', clock.now()), clock, job: 'demo' })
}

/** Loads everything into an empty database. */
export async function loadDemo(cpoUrl: string, tell: Tell): Promise<void> {
  const cpo = new CpoControl(cpoUrl)
  const now = systemClock.now()
  const since = startOfDay(calendarDate(`${addMonths(monthOf(now), -2)}-01`), BILLING_ZONE)
  const ctx = demoCtx()
  await addStaff(ctx)
  const plans = await addPlans(demoCtx(instant(since - DAY_MS)), localDate(instant(since), BILLING_ZONE))
  await loadSamplePrices(
    ctx,
    localDate(instant(since - DAY_MS), BILLING_ZONE),
    addDays(localDate(now, BILLING_ZONE), 1),
  )
  tell('sample prices of the electricity exchange')
  const cards = await addCustomers(demoCtx(instant(since - HOUR_MS)), plans, localDate(instant(since), BILLING_ZONE))
  tell(`${cards.length} cards of 66 customers`)
  await connect(ctx, cpo)
  tell('operator registered by the OCPI handshake; its network read')
  await restrictCards(demoCtx(), cards)
  await receiveHistory(cpo, cards, since, now, tell)
  if (cards[0]) await overcharge(cpo, cards[0], now)
  await addAuditCases(ctx, cpo, cards.slice(10))
  await agreeOnNextMonth(ctx)
  if (cards[0]) await chargeOnQuotes(cpo, cards[0].customerId)
  tell('charges started at the price that was shown')
  await waitUntilRated(tell)
  await billMonths(now, tell)
  await correctUsedPrices(ctx)
  await reconcileMonth(now)
  if (cards[0]) await addDisputes(cards[0].customerId)
  await addBackTests(now)
  await setLimits(cards)
  await draftNextPrices(now, plans.member)
  await startLiveSessions(cpo, cards)
  tell('charges under way')
}

async function addStaff(ctx: SystemCtx): Promise<void> {
  await Promise.all(STAFF.map((person) => addUser(ctx, { ...person, password: DEMO_PASSWORD })))
}

const FIXED_ENERGY = {
  method: 'fixed' as const,
  bands: [
    { current: 'AC' as const, fromKw: 0, toKw: null, perKwh: '2.72' },
    { current: 'DC' as const, fromKw: 0, toKw: 100, perKwh: '3.752' },
    { current: 'DC' as const, fromKw: 100, toKw: null, perKwh: '4.392' },
  ],
}
// What operators take is far above the exchange: the markup has to carry it.
const SPOT_ENERGY = {
  method: 'spot' as const,
  area: null,
  markupPercent: '0',
  markupPerKwh: '2.56',
  capPerKwh: '4.8',
  floorPerKwh: null,
}
const MEMBER_DISCOUNT = { group: 'member' as const, percent: '5', base: 'energy' as const }
const IDLE_FEE = { perMinute: '0.8', freeMinutes: 45, capPerSession: '160' }

async function addPlans(ctx: SystemCtx, from: CalendarDate) {
  const publish = async (
    name: string,
    description: string,
    audience: 'private' | 'business',
    rules: Parameters<typeof publishPricePlanVersion>[2]['rules'],
  ) => {
    const id = await createPricePlan(ctx, { name, description, audience })
    await publishPricePlanVersion(ctx, id, { validFrom: from, rules })
    return id
  }
  const publicPlanId = await ensurePublicPlan(ctx)
  const none = { ...PLAN_DEFAULTS, startFee: '0', idleFee: null, monthlyFee: '0', vatPercent: '25' }
  // What people without a plan of their own pay, and what the landing page shows.
  await publishPricePlanVersion(ctx, publicPlanId, {
    validFrom: from,
    rules: { ...none, energy: FIXED_ENERGY, idleFee: IDLE_FEE },
  })
  const fixed = await publish('Laddnota Fast', 'Ett pris per kWh, samma hos alla operatörer.', 'private', {
    ...none,
    energy: FIXED_ENERGY,
    idleFee: IDLE_FEE,
  })
  const member = await publish('Laddnota Medlem', 'Operatörens pris plus tio öre per kWh.', 'private', {
    ...none,
    energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0.08' },
  })
  const business = await publish(
    'Laddnota Företag',
    'Operatörens pris plus två procent, månadsavgift per företag.',
    'business',
    {
      ...none,
      energy: { method: 'pass_through', markupPercent: '2', markupPerKwh: '0.04' },
      monthlyFee: '79.20',
    },
  )
  const spot = await publish(
    'Laddnota Kvart',
    'Elbörsens pris kvart för kvart och ett påslag, samma hos alla operatörer.',
    'private',
    { ...none, energy: SPOT_ENERGY, idleFee: IDLE_FEE, discounts: [MEMBER_DISCOUNT], monthCap: '1600' },
  )
  await setNoticeDays(ctx, member, 30)
  return { fixed, member, business, spot }
}

async function addCustomers(
  ctx: SystemCtx,
  plans: Awaited<ReturnType<typeof addPlans>>,
  from: CalendarDate,
): Promise<Card[]> {
  const cards: Card[] = []
  for (const [index, input] of [...privatePeople(), ...companies()].entries()) {
    const isBusiness = input.kind === 'business'
    const customerId = await withTransaction(ctx, async (tx) => {
      const id = await addCustomer(tx, input)
      await addUser(tx, {
        email: input.email,
        name: input.name,
        role: 'customer',
        password: DEMO_PASSWORD,
        customerId: id,
      })
      const own = index % 6 === 4 ? plans.spot : index % 3 === 1 ? plans.fixed : plans.member
      await assignPricePlan(tx, id, isBusiness ? plans.business : own, from)
      if (index % 12 === 4) await setMembership(tx, id, { member: true, from })
      return id
    })
    const count = isBusiness ? 3 : 1
    for (let card = 0; card < count; card += 1) {
      const number = index * 4 + card
      const label = isBusiness ? `Bil ${card + 1}` : null
      const issued = await issueToken(ctx, {
        customerId,
        uid: cardUid(number),
        type: 'RFID',
        whitelist: 'ALLOWED',
        visualNumber: `LDN-${String(10_000 + number)}`,
        label,
      })
      cards.push({ ...issued, customerId, weight: index === 0 ? 2 : isBusiness ? 1.5 : 1 })
    }
  }
  return cards
}

/** Token A is handed out; the operator does the handshake; then it is asked for its network, as after any handshake. */
async function connect(ctx: SystemCtx, cpo: CpoControl): Promise<void> {
  const { party } = await cpo.ask<{ party: { countryCode: string; partyId: string; name: string } }>('GET', 'state')
  const { partnerId, tokenA } = await addPartner(ctx, {
    name: party.name,
    countryCode: party.countryCode,
    partyId: party.partyId,
  })
  await cpo.ask('POST', 'register', { versionsUrl: versionsUrl(), token: tokenA })
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const [row] = (await getDb().execute(sql`
      select count(*) filter (where last_full_at is not null and module in ('locations', 'tariffs'))::int as done from sync_marks where partner_id = ${partnerId}`)) as unknown as {
      done: number
    }[] // the column of the statement
    if (row?.done === 2) return
    await sleep(100)
  }
  throw new Error('the first synchronisation did not end within 30 seconds; is the worker running?')
}

/** A company's two last cars share a group, and one of them may charge at two places alone. */
async function restrictCards(ctx: SystemCtx, cards: readonly Card[]): Promise<void> {
  const pool = cards.slice(-2)
  for (const { tokenId } of pool) await setTokenGroup(ctx, tokenId, 'BILPOOL-1', 'Bilarna delas av flera förare')
  const places = (await getDb().execute(sql`select key from locations order by key limit 2`)) as unknown as {
    key: string
  }[] // the column of the statement
  const car = pool.at(-1)
  for (const { key: location } of car ? places : [])
    await allowTokenPlace(ctx, car!.tokenId, { location, evseUids: [] }, 'Bilen laddas bara vid depåerna') // asked above
}

async function receiveHistory(
  cpo: CpoControl,
  cards: readonly Card[],
  since: Instant,
  now: Instant,
  tell: Tell,
): Promise<void> {
  const tokens = cards.map((card) => ({
    uid: card.uid,
    type: card.type,
    contract_id: card.contractId,
    country_code: 'SE',
    party_id: 'LDN',
    weight: card.weight,
  }))
  // Older than the agreement's 90 days would be held, every one of them.
  const from = instant(Math.max(since, now - 88 * DAY_MS))
  const started = await cpo.ask<{ id: string }>('POST', 'generate', {
    from: toIsoInstant(from),
    to: toIsoInstant(instant(now - HOUR_MS)),
    count: CDRS,
    tokens,
    misbehave: WRONGS,
    misbehaveFrom: toIsoInstant(instant(now - 21 * DAY_MS)),
    concurrency: 16,
  })
  let told = 0
  const job = await cpo.finish(started.id, (state) => {
    if (state.sent < told + 1000 && state.sent !== state.total) return
    told = state.sent
    tell(`${state.sent} of ${state.total} CDRs received over OCPI`)
  })
  if (job.status !== 'done') throw new Error(`the history is incomplete: ${job.errors.slice(0, 3).join('; ')}`)
}

async function waitUntilRated(tell: Tell): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const [row] = (await getDb().execute(sql`
      select count(*) filter (where status = 'pending')::int as pending, count(*) filter (where status = 'held')::int as held, count(*)::int as total from cdrs`)) as unknown as {
      pending: number
      held: number
      total: number
    }[] // the columns of the statement
    if (row && row.pending === 0) return tell(`${row.total} CDRs checked and priced, ${row.held} held`)
    await sleep(200)
  }
  throw new Error('CDRs stay pending; is the worker running?')
}

/** One charge of the first customer for which the operator asks too much: what protects customers is shown by it. */
async function overcharge(cpo: CpoControl, card: Card, now: Instant): Promise<void> {
  const night = startOfDay(addDays(localDate(now, BILLING_ZONE), -2), BILLING_ZONE)
  await cpo.ask('POST', 'cdr', {
    token: { uid: card.uid, type: card.type },
    kwhTarget: 24,
    endedAt: toIsoInstant(instant(night + 4 * HOUR_MS)),
    misbehave: 'over_charge',
    variant: 'markup',
  })
}

/** The two months before this one are billed as if on the first days after them, and mostly paid. */
async function billMonths(now: Instant, tell: Tell): Promise<void> {
  for (const back of [2, 1]) {
    const month = addMonths(monthOf(now), -back)
    const invoiced = instant(monthBounds(month).to + 8 * HOUR_MS)
    const result = await runBilling(demoCtx(invoiced), { period: month, finalize: true })
    tell(`${month}: ${result.invoices} invoices, ${result.inclVat} kr`)
  }
  await enterPayments(now)
}

type OpenInvoice = { ocr: string; payable: string; due: CalendarDate; issued: CalendarDate; email: string }

async function enterPayments(now: Instant): Promise<void> {
  const open = (await getDb().execute(sql`
    select i.ocr, i.payable_minor::text as payable, i.due_date::text as due, i.invoice_date::text as issued, c.email
    from invoices i join customers c on c.id = i.customer_id
    where i.state = 'finalized' and i.kind = 'invoice' and i.payable_minor > 0 order by i.number`)) as unknown as OpenInvoice[] // the columns of the statement
  const today = localDate(now, BILLING_ZONE)
  for (const [index, invoice] of open.entries()) {
    // Every eleventh waits, so that some are overdue; of the newest month only early payers have paid.
    const isNew = invoice.due >= today
    if (index % 11 === 5 || (isNew && index % 5 < 2)) continue
    const receivedOn = isNew ? addDays(invoice.issued, 2 + (index % 12)) : addDays(invoice.due, -(index % 6))
    if (receivedOn > today) continue
    const ctx = demoCtx(instant(startOfDay(receivedOn, BILLING_ZONE) + 9 * HOUR_MS))
    await enterPayment(ctx, {
      receivedOn,
      amountMinor: BigInt(invoice.payable),
      method: index % 4 === 0 ? 'swish' : 'bankgiro',
      reference: invoice.ocr,
      note: '',
      idempotencyKey: `demo-${invoice.ocr}`,
    })
  }
}

/** The operator's invoice of last month as it comes in a spreadsheet: one CDR too many, one twice, one forgotten. */
async function reconcileMonth(now: Instant): Promise<void> {
  const month = addMonths(monthOf(now), -1)
  const { from, to } = monthBounds(month)
  const rows = (await getDb().execute(sql`
    select partner_id as "partnerId", ocpi_id as id from cdrs
    where started_at >= ${toIsoInstant(from)}::timestamptz and started_at < ${toIsoInstant(to)}::timestamptz order by started_at limit 120`)) as unknown as {
    partnerId: PartnerId
    id: string
  }[] // the columns of the statement
  const [first] = rows
  if (!first) return
  const list = [...rows.slice(1).map(({ id }) => id), rows[1]?.id ?? first.id, 'UNKNOWN-1'].join('\n')
  const invoiced = demoCtx(instant(to + 26 * HOUR_MS))
  const invoiceNumber = `F-${month.replace('-', '')}`
  await startReconciliation(invoiced, {
    partnerId: first.partnerId,
    invoiceNumber,
    by: 'list',
    list,
    statedMinor: null,
  })
}

/** The first customer wants to be told of a charge above 20 kr, which the one under way soon is. */
async function setLimits(cards: readonly Card[]): Promise<void> {
  const customerId = cards[0]?.customerId
  const [user] = (await getDb().execute(
    sql`select id from users where customer_id = ${customerId ?? null}`,
  )) as unknown as {
    id: UserId
  }[] // the column of the statement
  if (!customerId || !user) return
  const { requestId, clock } = demoCtx()
  const ctx = mintCustomerCtx({ requestId, clock, customerId, userId: user.id })
  await setChargeLimits(ctx, { perChargeMinor: 20_00n, monthlyMinor: 900_00n })
}

/** The first customer charges now, in real time; so do a few others. */
async function startLiveSessions(cpo: CpoControl, cards: readonly Card[]): Promise<void> {
  const drivers = [cards[0], cards[7], cards[19], cards[33]].filter((card) => card !== undefined)
  for (const card of drivers)
    await cpo.ask('POST', 'tap', { uid: card.uid, type: card.type, kwhTarget: 38, minutes: 50, speed: 1 })
  await sleep(MINUTE_MS / 60)
}
