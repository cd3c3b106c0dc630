// A price from the page where it is read to the bill that keeps to it, with the operator as a real peer.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { insertCustomer, insertToken } from '@/db/factories/customers'
import { customer, staff, system } from '@/db/factories/rated-portal'
import { openStubScene, type StubScene } from '@/db/factories/stub-scene'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import type { CdrId, LocationId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, MINUTE_MS, toIsoInstant } from '@/lib/kernel/time'
import { reserve, startCharging } from '@/lib/ocpi/client/send-command'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { mintSystemCtx } from '@/lib/auth/mint'
import { call, cdrBody, connectorBody, evseBody, sessionBody, tariffBody } from '@/lib/ocpi/testing/call'
import { systemClock } from '@/lib/platform/clock'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { findPlace } from '@/lib/roaming/locations/find-places'
import { forgetCar, keepCar } from '../cars/keep-car'
import { findMyActiveSession } from '../charges/queries/find-my-active-session'
import { listReservationOffers } from '../charges/queries/list-reservation-offers'
import { rateDayOf } from '../core/exchange'
import { ecbXml } from '../fixtures/price-files'
import { guardCharges } from '../guard/guard-charges'
import { ensurePublicPlan } from '../price-plans/ensure-public-plan'
import { importExchangeRates } from '../prices/import-exchange-rates'
import { rateCdrs } from '../rate-cdrs'
import { lockQuote } from './lock-quote'
import { lockReservationQuote } from './lock-reservation-quote'
import { getMyQuote, getPublicQuote } from './queries/get-quote'
import { getStaffQuote } from './queries/get-staff-quote'
import { listQuotes, ruledQuotes } from './queries/list-quotes'
import { findCdrPromise, findMyPromise, findMyQuote } from './queries/my-promises'

const sql = testSql()
let scene: StubScene

beforeEach(async () => {
  await truncateAll(sql)
  await ensurePublicPlan(system)
  scene = await openStubScene()
  await tariff('3.20', { last_updated: '2026-09-01T00:00:00Z' })
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const euros = (price: string) => [
  { price_components: [{ type: 'ENERGY', price: Number(price), vat: 25, step_size: 1 }] },
]
const BEFORE = '2026-09-01T00:00:00Z'

/** The operator states its price, and a moment passes before and after. */
async function tariff(price: string, fields: object = {}): Promise<void> {
  const { countryCode, partyId } = scene.partner
  const elements = [{ price_components: [{ type: 'ENERGY', price: Number(price), vat: 25, step_size: 1 }] }]
  await sleep(5)
  const last_updated = new Date(systemClock.now()).toISOString()
  const body = tariffBody(scene.partner, 'T1', { elements, last_updated, ...fields })
  await call(scene.partner, 'PUT', `tariffs/${countryCode}/${partyId}/T1`, body)
  await sleep(5)
  scene.clock.set(systemClock.now())
}

const asked = () => ({ evseId: scene.evseId, connectorId: '1', wish: { by: 'kwh' as const, amount: 20 } })
const look = () => getMyQuote(scene.me, asked())
const later = (ms: number) => scene.clock.set(instant(scene.clock.now() + ms))

async function lock(seen: Awaited<ReturnType<typeof look>>, unknownAgreed = false) {
  return lockQuote(scene.me, { ...asked(), shownAt: seen.shownAt, shown: seen.shown, unknownAgreed })
}

/** Twenty kWh from now, billed at a price, with the reference that the operator was given. */
async function bill(price: string, reference: string | null, fields: object = {}): Promise<CdrId> {
  const start = systemClock.now()
  const end = start + HOUR_MS
  const [token] = await sql<{ uid: string; contract_id: string }[]>`
    select uid, contract_id from tokens where customer_id = ${scene.me.customerId} order by type limit 1`
  const excl = 20 * Number(price)
  const body = cdrBody(scene.partner, `C-${price}`, token!.uid, {
    start_date_time: toIsoInstant(instant(start)),
    end_date_time: toIsoInstant(instant(end)),
    cdr_token: {
      country_code: 'SE',
      party_id: 'LDN',
      uid: token!.uid,
      type: 'APP_USER',
      contract_id: token!.contract_id,
    },
    authorization_reference: reference,
    auth_method: 'COMMAND',
    tariffs: [
      tariffBody(scene.partner, 'T1', {
        elements: [{ price_components: [{ type: 'ENERGY', price: Number(price), vat: 25, step_size: 1 }] }],
        last_updated: toIsoInstant(instant(start - MINUTE_MS)),
      }),
    ],
    charging_periods: [
      {
        start_date_time: toIsoInstant(instant(start)),
        dimensions: [
          { type: 'ENERGY', volume: 20 },
          { type: 'TIME', volume: 1 },
        ],
        tariff_id: 'T1',
      },
    ],
    total_energy: 20,
    total_cost: { excl_vat: excl, incl_vat: excl * 1.25 },
    total_energy_cost: { excl_vat: excl, incl_vat: excl * 1.25 },
    last_updated: toIsoInstant(instant(end)),
    ...fields,
  })
  await call(scene.partner, 'POST', 'cdrs', body)
  await flushRating()
  const [row] = await sql<{ id: CdrId }[]>`select id from cdrs where ocpi_id = ${`C-${price}`}`
  await rateCdrs(system, [row!.id]) // it was just stored
  return row!.id
}

async function ratingOf(cdrId: CdrId) {
  const [row] = await sql<{ gross: string; margin: string }[]>`
    select retail_gross_minor::text as gross, margin_minor::text as margin
    from ratings r where r.cdr_id = ${cdrId} and r.superseded_at is null`
  return row!
}

// 20 kWh at 3,20 kr and our 10 öre, with 25 % VAT.
const GROSS = 8250n

describe('a price before a charge', () => {
  test('names every part, says how long, and is the same for whoever has no plan of their own', async () => {
    const mine = await look()
    expect(mine.price).toMatchObject({ grossMinor: GROSS, vatMinor: 1650n })
    expect(mine.price?.lines.map(({ kind, grossMinor }) => [kind, grossMinor])).toEqual([
      ['energy', 8000n],
      ['markup', 250n],
    ])
    expect(mine.validUntil - mine.shownAt).toBe(15 * MINUTE_MS)
    const open = await getPublicQuote(asked())
    expect(open.price?.grossMinor).toBe(GROSS)
  })

  test('is worked out for the customer’s car, and for nobody else’s', async () => {
    await keepCar(scene.me, { name: 'Vår bil', batteryKwh: '60', acKw: '7.4', dcKw: '0' })
    const mine = await getMyQuote(scene.me, { ...asked(), wish: null })
    expect(mine.behaviour).toEqual({ energyKwh: '36', powerKw: '7.4', idleMinutes: 0 })
    expect(mine.car).toEqual({ name: 'Vår bil', fits: true })
    const stranger = await getMyQuote(customer(await insertCustomer()), asked())
    expect(stranger.car).toBeNull()
    await forgetCar(scene.me)
    await forgetCar(scene.me)
    expect((await look()).car).toBeNull()
  })

  test('stands beside what a card costs at the station, where the operator says', async () => {
    const { countryCode, partyId } = scene.partner
    const elements = [{ price_components: [{ type: 'ENERGY', price: 4, vat: 25, step_size: 1 }] }]
    const drop = tariffBody(scene.partner, 'T2', { type: 'AD_HOC_PAYMENT', elements })
    await call(scene.partner, 'PUT', `tariffs/${countryCode}/${partyId}/T2`, drop)
    await sql`update evses set body = jsonb_set(body, '{connectors,0,tariffIds}', '["T1", "T2"]') where id = ${scene.evseId}`
    scene.clock.set(systemClock.now())
    const seen = await look()
    expect(seen.adHoc).toMatchObject({ currency: 'SEK', grossMinor: 10_000n })
    expect(seen.price?.grossMinor).toBe(GROSS)
  })

  test('is that of the tariff that serves a contract; two at once are a guess, and both ends are said', async () => {
    const { countryCode, partyId } = scene.partner
    const put = (id: string, type: string, price: string) =>
      call(
        scene.partner,
        'PUT',
        `tariffs/${countryCode}/${partyId}/${id}`,
        tariffBody(scene.partner, id, { type, elements: euros(price), last_updated: BEFORE }),
      )
    await put('FAST', 'PROFILE_FAST', '4.20')
    await put('REG2', 'REGULAR', '5.20')
    const offer = (ids: string[]) =>
      sql`update evses set body = jsonb_set(body, '{connectors,0,tariffIds}', ${sql.json(ids)}) where id = ${scene.evseId}`
    await offer(['FAST', 'T1'])
    await sql`delete from connector_offers` // what hung there before is not what this is about
    scene.clock.set(systemClock.now())
    expect((await look()).price?.grossMinor).toBe(GROSS)
    await insertToken({ customerId: scene.me.customerId })
    // A wish that the operator accepted has its own price.
    const start = toIsoInstant(systemClock.now())
    const dimensions = [
      { type: 'ENERGY', volume: 20 },
      { type: 'TIME', volume: 1 },
    ]
    const unnamed = [{ start_date_time: start, dimensions }]
    const given = { start_date_time: start, last_updated: start, kwh: 20, charging_periods: unnamed }
    const sessionId = await scene.session('S-W', sessionBody(scene.partner, 'S-W', given))
    await sql`
      insert into charging_preferences (id, partner_id, session_id, profile_type, discharge_allowed, answer, requested_at)
      values ('prf_1', ${scene.partner.partnerId}, ${sessionId}, 'FAST', false, 'ACCEPTED', now())`
    await sql`update sessions set customer_id = ${scene.me.customerId} where id = ${sessionId}`
    const live = await findMyActiveSession(scene.me)
    expect(live?.estimate?.lines.find(({ kind }) => kind === 'energy')?.unitPrice).toBe('5.25')
    const bare = { tariffs: [], charging_periods: unnamed, session_id: 'S-W' }
    const cdrId = await bill('4.20', null, bare)
    const [rating] = await sql`select wholesale_excl, tariff_source from ratings where cdr_id = ${cdrId}`
    expect(rating).toEqual({ wholesale_excl: '84', tariff_source: 'stored' })
    await offer(['T1', 'REG2'])
    expect(await look()).toMatchObject({
      price: null,
      unknown: { kind: 'several', leastMinor: GROSS, mostMinor: 13_250n },
    })
  })

  test('is unknown where there is no tariff, and then has to be agreed to', async () => {
    await sql`update evses set body = jsonb_set(body, '{connectors,0,tariffIds}', '[]') where id = ${scene.evseId}`
    const seen = await look()
    expect(seen.price).toBeNull()
    await expect(lock(seen)).rejects.toMatchObject({ code: 'invalid' })
    const quote = await findMyQuote(scene.me, await lock(seen, true))
    expect(quote).toMatchObject({ grossMinor: null })
  })
})

describe('a price that was read', () => {
  test('can be started on for a quarter of an hour, whatever the operator changes', async () => {
    const seen = await look()
    await tariff('4.20')
    expect((await look()).price?.grossMinor).not.toBe(GROSS)
    later(14 * MINUTE_MS)
    const quote = await findMyQuote(scene.me, await lock(seen))
    expect(quote).toMatchObject({ grossMinor: GROSS, shownAt: seen.shownAt })
  })

  test('after that only if it is the price of now', async () => {
    const seen = await look()
    later(16 * MINUTE_MS)
    await expect(lock(seen)).resolves.toMatch(/^quo_/)
    await tariff('4.20')
    later(17 * MINUTE_MS)
    await expect(lock(seen)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is none that a form makes up, nor one of the time to come', async () => {
    const seen = await look()
    await expect(lock({ ...seen, shown: seen.shown.replace('8250', '1') })).rejects.toMatchObject({ code: 'conflict' })
    await tariff('4.20')
    await expect(lock({ ...seen, shownAt: instant(scene.clock.now() + HOUR_MS) })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('is the customer’s own and never changes', async () => {
    const quoteId = await lock(await look())
    expect(await findMyQuote(customer(await insertCustomer()), quoteId)).toBeNull()
    await expect(sql`update quotes set gross_minor = 1 where id = ${quoteId}`).rejects.toThrow()
    await expect(sql`delete from quotes where id = ${quoteId}`).rejects.toThrow()
    const [row] = await sql`select action from audit_events where action = 'quote.lock' and entity_id = ${quoteId}`
    expect(row).toBeDefined()
  })
})

describe('a charge that was started on a quote', () => {
  async function start(): Promise<string> {
    const quoteId = await lock(await look())
    await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1', quoteId })
    return scene.sent().authorization_reference
  }

  test('is never billed above it; the operator gets its price, and the difference is to be recovered', async () => {
    const reference = await start()
    await tariff('4.20')
    const cdrId = await bill('4.20', reference)
    // 20 kWh at 4,20 kr would be 107,50 kr.
    expect(await ratingOf(cdrId)).toEqual({ gross: GROSS.toString(), margin: String(6600 - 8400) })
    const promise = await findMyPromise(scene.me, cdrId)
    expect(promise).toMatchObject({
      source: 'quote',
      ruled: true,
      promisedGrossMinor: GROSS,
      usualGrossMinor: 10_750n,
      recoverMinor: 2000n,
      quote: { grossMinor: GROSS, energyKwh: '20' },
    })
    expect(await findCdrPromise(staff('auditor'), cdrId)).toEqual(promise)
    expect(await findMyPromise(customer(await insertCustomer()), cdrId)).toBeNull()
    const [finding] =
      await sql`select severity, params ->> 'recover' as recover from cdr_findings where code = 'PROMISED_PRICE_RULES'`
    expect(finding).toEqual({ severity: 'warning', recover: '20.00' })
  })

  test('in euro is worth what euros were when it was shown, although the rate was corrected since', async () => {
    const day = rateDayOf(systemClock.now())
    const rates = (SEK: string) => ({ text: ecbXml({ [day]: { SEK } }), origin: 'rates.xml' })
    await tariff('0.28', { currency: 'EUR' })
    expect((await look()).price).toBeNull()
    await importExchangeRates(mintSystemCtx({ requestId: 'rates', clock: scene.clock, job: 'test' }), rates('11.4325'))
    const seen = await look()
    // 20 kWh at 3,2011 kr and our 10 öre, with 25 % VAT.
    expect(seen.price).toMatchObject({ grossMinor: 8253n })
    expect(seen.price?.lines[0]?.note).toMatchObject({ kind: 'converted', unitPrice: '0.28', rate: '11.4325', day })
    expect((await getPublicQuote(asked())).price?.grossMinor).toBe(8253n)
    const reference = await start()
    scene.clock.set(instant(systemClock.now() + MINUTE_MS))
    await importExchangeRates(mintSystemCtx({ requestId: 'rates', clock: scene.clock, job: 'test' }), rates('12.5'))
    const cdrId = await bill('0.28', reference, {
      currency: 'EUR',
      tariffs: [tariffBody(scene.partner, 'T1', { currency: 'EUR', elements: euros('0.28'), last_updated: BEFORE })],
    })
    // The operator costs 5,60 euro by the rate of the day: 70 kr.
    expect(await ratingOf(cdrId)).toEqual({ gross: '8253', margin: String(6602 - 7000) })
    expect(await findMyPromise(scene.me, cdrId)).toMatchObject({
      ruled: true,
      usualGrossMinor: 9000n,
      recoverMinor: 0n,
    })
  })

  test('is billed below it where the operator has become cheaper', async () => {
    const reference = await start()
    const cdrId = await bill('2.20', reference)
    expect((await ratingOf(cdrId)).gross).toBe('5750')
    expect(await findMyPromise(scene.me, cdrId)).toMatchObject({ ruled: false, promisedGrossMinor: GROSS })
  })

  test('shows it while it runs, at the price that its bill will have', async () => {
    const reference = await start()
    await tariff('4.20')
    const at = toIsoInstant(instant(systemClock.now()))
    await scene.session('S1', {
      authorization_reference: reference,
      auth_method: 'COMMAND',
      start_date_time: at,
      kwh: 10,
      charging_periods: [
        {
          start_date_time: at,
          dimensions: [
            { type: 'ENERGY', volume: 10 },
            { type: 'TIME', volume: 0.5 },
          ],
          tariff_id: 'T1',
        },
      ],
    })
    const live = await findMyActiveSession(scene.me)
    expect(live?.estimate?.grossMinor).toBe('4125')
    expect(live?.quote).toMatchObject({ grossMinor: GROSS.toString(), energyKwh: '20' })
  })

  test('tells what standing there costs at the price that was read, not at the one that came later', async () => {
    const standing = (perHour: number) => ({
      elements: [
        { price_components: [{ type: 'ENERGY', price: 3.2, vat: 25, step_size: 1 }] },
        { price_components: [{ type: 'PARKING_TIME', price: perHour, vat: 25, step_size: 1 }] },
      ],
    })
    await tariff('3.20', standing(48))
    const reference = await start()
    await tariff('3.20', standing(96))
    const begin = systemClock.now()
    const at = (minutes: number) => toIsoInstant(instant(begin + minutes * MINUTE_MS))
    await scene.session('S2', {
      authorization_reference: reference,
      auth_method: 'COMMAND',
      start_date_time: at(0),
      last_updated: at(50),
      kwh: 10,
      charging_periods: [
        { start_date_time: at(0), dimensions: [{ type: 'ENERGY', volume: 10 }], tariff_id: 'T1' },
        { start_date_time: at(30), dimensions: [{ type: 'PARKING_TIME', volume: 0.3333 }], tariff_id: 'T1' },
      ],
    })
    await guardCharges(system)
    const live = await findMyActiveSession(scene.me)
    const perMinute = live?.notices.map(({ facts }) => facts.perMinute)
    // 48 kr an hour, with VAT.
    expect([...new Set(perMinute)]).toEqual(['1'])
  })
})

test('staff find a quote by what became of it, with its versions, its charge, and what is to be recovered', async () => {
  const auditor = { ...staff('auditor'), clock: scene.clock }
  const states = async (filter: Parameters<typeof listQuotes>[1] = {}) =>
    (await listQuotes(auditor, filter)).rows.map(({ id, state }) => [id, state])
  const unused = await lock(await look())
  const quoteId = await lock(await look())
  expect(await states()).toEqual([
    [quoteId, 'open'],
    [unused, 'open'],
  ])
  await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1', quoteId })
  const reference = scene.sent().authorization_reference
  later(16 * MINUTE_MS)
  expect(await states()).toEqual([
    [quoteId, 'used'],
    [unused, 'expired'],
  ])
  await tariff('4.20')
  const cdrId = await bill('4.20', reference)
  expect(await states({ state: 'ruled' })).toEqual([[quoteId, 'ruled']])
  expect(await states({ state: 'billed' })).toEqual([])
  expect(
    await states({ search: unused, customerId: scene.me.customerId, partnerId: scene.partner.partnerId }),
  ).toHaveLength(1)
  const first = await listQuotes(auditor, {}, { limit: 1 })
  expect(first.next).toBe(quoteId)
  expect((await listQuotes(auditor, {}, { limit: 1, after: quoteId })).rows[0]?.id).toBe(unused)
  expect(await ruledQuotes(auditor)).toEqual({ count: 1, sparedMinor: 2500n, recoverMinor: 2000n })
  expect(await getStaffQuote(auditor, quoteId)).toMatchObject({
    state: 'ruled',
    price: { grossMinor: GROSS },
    tariff: { name: 'T1', version: 1 },
    plan: { version: 1 },
    command: { kind: 'START_SESSION' },
    cdr: { id: cdrId },
    outcome: { ruled: true, promisedMinor: GROSS, usualMinor: 10_750n, recoverMinor: 2000n },
  })
  const stranger = { ...auditor, permissions: new Set() } as unknown as typeof auditor
  await expect(listQuotes(stranger, {})).rejects.toMatchObject({ code: 'forbidden' })
  await expect(getStaffQuote(stranger, quoteId)).rejects.toMatchObject({ code: 'forbidden' })
})

test('a card is bound to what anybody could read when it was let in', async () => {
  const card = await insertToken({ customerId: scene.me.customerId })
  const answer = await call(scene.partner, 'POST', `tokens/${card.uid}/authorize`, { location_id: 'LOC1' })
  const { authorization_reference: reference } = answer.data as { authorization_reference: string }
  const cdr_token = { country_code: 'SE', party_id: 'LDN', uid: card.uid, type: 'RFID', contract_id: card.contractId }
  // The operator dates a dearer tariff back to before the card was read.
  await tariff('4.20', { last_updated: new Date(systemClock.now() - HOUR_MS).toISOString() })
  const cdrId = await bill('4.20', reference, { cdr_token, auth_method: 'AUTH_REQUEST' })
  expect((await ratingOf(cdrId)).gross).toBe(GROSS.toString())
  expect(await findMyPromise(scene.me, cdrId)).toMatchObject({ source: 'public', ruled: true, quote: null })
})

describe('a card at a connector', () => {
  const OTHER = (price: number) => ({
    elements: [{ price_components: [{ type: 'ENERGY', price, vat: 25, step_size: 1 }] }],
    last_updated: '2026-09-01T00:00:00Z',
  })
  const periods = (start: number, tariff_id: string | null) => [
    {
      start_date_time: toIsoInstant(instant(start)),
      dimensions: [
        { type: 'ENERGY', volume: 20 },
        { type: 'TIME', volume: 1 },
      ],
      ...(tariff_id && { tariff_id }),
    },
  ]

  /** A card let in; and later its CDR, which names this tariff, at 4,20 kr, or none. */
  async function letIn(named: string | null): Promise<() => Promise<CdrId>> {
    const card = await insertToken({ customerId: scene.me.customerId })
    const place = { location_id: 'LOC1', evse_uids: ['E1'] }
    const answer = await call(scene.partner, 'POST', `tokens/${card.uid}/authorize`, place)
    const { authorization_reference: reference } = answer.data as { authorization_reference: string }
    await sleep(5)
    const cdr_token = { country_code: 'SE', party_id: 'LDN', uid: card.uid, type: 'RFID', contract_id: card.contractId }
    return () =>
      bill('4.20', reference, {
        cdr_token,
        auth_method: 'AUTH_REQUEST',
        tariffs: named === null ? [] : [tariffBody(scene.partner, named, OTHER(4.2))],
        charging_periods: periods(systemClock.now(), named),
      })
  }

  async function offer(...tariff_ids: string[]): Promise<void> {
    const { countryCode, partyId } = scene.partner
    const body = evseBody('E1', {
      connectors: [connectorBody({ tariff_ids })],
      last_updated: new Date(systemClock.now()).toISOString(),
    })
    await call(scene.partner, 'PUT', `locations/${countryCode}/${partyId}/LOC1/E1`, body)
    await sleep(5)
  }

  const publish = (id: string) =>
    call(
      scene.partner,
      'PUT',
      `tariffs/${scene.partner.countryCode}/${scene.partner.partyId}/${id}`,
      tariffBody(scene.partner, id, OTHER(4.2)),
    )

  test('pays what it offered, although the CDR names a dearer tariff that nobody was shown', async () => {
    const rate = await letIn('T9')
    // What the operator hangs there afterwards does not matter.
    await offer('T9')
    const cdrId = await rate()
    expect((await ratingOf(cdrId)).gross).toBe(GROSS.toString())
    expect(await findMyPromise(scene.me, cdrId)).toMatchObject({
      source: 'public',
      ruled: true,
      usualGrossMinor: 10_750n,
      recoverMinor: 2000n,
    })
  })

  test('pays what it offered, although the CDR names none and a dearer one hangs there now', async () => {
    const rate = await letIn(null)
    await publish('T9')
    await offer('T9')
    expect((await ratingOf(await rate())).gross).toBe(GROSS.toString())
  })

  test('pays the tariff that the CDR names where that was offered too: it could be read', async () => {
    await publish('T9')
    await offer('T1', 'T9')
    const cdrId = await (await letIn('T9'))()
    expect((await ratingOf(cdrId)).gross).toBe('10750')
  })
})

describe('a place that was held', () => {
  const withFee = (perHour: number) => ({
    elements: [
      { price_components: [{ type: 'ENERGY', price: 3.2, vat: 25, step_size: 1 }] },
      {
        price_components: [{ type: 'TIME', price: perHour, vat: 25, step_size: 1 }],
        restrictions: { reservation: 'RESERVATION' },
      },
    ],
  })

  async function hold() {
    const [row] = await sql<{ location: LocationId }[]>`
      select location_id as location from evses where id = ${scene.evseId}`
    const place = await findPlace(scene.me, row!.location) // there is one
    const { connectors } = place.sockets.find(({ id }) => id === scene.evseId)!
    const { offers } = await listReservationOffers(scene.me, place, connectors)
    const shown = offers.find(({ minutes }) => minutes === 30)!.quote
    const lock = (quote = shown) =>
      lockReservationQuote(scene.me, { place, evseId: scene.evseId, connectors, minutes: 30, shown: quote })
    return { shown, lock }
  }

  test('is billed at the price that was read, also where nobody came and the operator has become dearer', async () => {
    await tariff('3.20', withFee(40))
    const { shown, lock } = await hold()
    // Half an hour at 40 kr, with VAT.
    expect(shown).toEqual({ currency: 'SEK', usedMinor: '2500', unusedMinor: '2500' })
    const quoteId = await lock()
    await reserve(scene.me, { evseId: scene.evseId, minutes: 30, quote: shown, quoteId })
    const reference = scene.sent().authorization_reference
    await tariff('3.20', withFee(80))
    const start = systemClock.now()
    const at = (minutes: number) => toIsoInstant(instant(start + minutes * MINUTE_MS))
    const cdrId = await bill('4.20', reference, {
      end_date_time: at(30),
      tariffs: [tariffBody(scene.partner, 'T1', withFee(80))],
      charging_periods: [
        { start_date_time: at(0), dimensions: [{ type: 'RESERVATION_TIME', volume: 0.5 }], tariff_id: 'T1' },
      ],
      total_energy: 0,
      total_time: 0.5,
      total_cost: { excl_vat: 40, incl_vat: 50 },
      total_energy_cost: undefined,
      total_reservation_cost: { excl_vat: 40, incl_vat: 50 },
    })
    expect((await ratingOf(cdrId)).gross).toBe('2500')
    expect(await findMyPromise(scene.me, cdrId)).toMatchObject({
      source: 'quote',
      ruled: true,
      promisedGrossMinor: 2500n,
      usualGrossMinor: 5000n,
      quote: { id: quoteId, grossMinor: 2500n, reservation: { minutes: 30, usedMinor: 2500n } },
    })
  })

  test('is held at no other price than the one of now, and an unknown one is kept as unknown', async () => {
    await tariff('3.20', withFee(40))
    const { shown, lock } = await hold()
    await expect(lock({ ...shown!, unusedMinor: '1' })).rejects.toMatchObject({ code: 'conflict' })
    await sql`update evses set body = jsonb_set(body, '{connectors,0,tariffIds}', '[]') where id = ${scene.evseId}`
    const unknown = await hold()
    expect(unknown.shown).toBeNull()
    const quoteId = await unknown.lock()
    expect(await findMyQuote(scene.me, quoteId!)).toMatchObject({ grossMinor: null, reservation: { minutes: 30 } })
  })
})

test('another customer’s start binds nobody', async () => {
  const quoteId = await lock(await look())
  await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1', quoteId })
  await sql`update commands set customer_id = ${await insertCustomer()} where quote_id = ${quoteId}`
  const cdrId = await bill('4.20', scene.sent().authorization_reference)
  expect(await findMyPromise(scene.me, cdrId)).not.toMatchObject({ source: 'quote' })
})

test('a session that names no reference of ours is known by the start that it followed', async () => {
  const quoteId = await lock(await look())
  await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1', quoteId })
  const sessionId = await scene.session('S-1', { ...sessionBody(scene.partner, 'S-1'), auth_method: 'COMMAND' })
  await sql`update commands set session_id = ${sessionId} where quote_id = ${quoteId}`
  await sql`update sessions set customer_id = ${scene.me.customerId}`
  const cdrId = await bill('4.20', null, { session_id: 'S-1' })
  expect(await findMyPromise(scene.me, cdrId)).toMatchObject({ source: 'quote', quote: { id: quoteId } })
})
