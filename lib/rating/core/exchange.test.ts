// A price in another currency: which day's rate, what it gives, and that the promise holds over it.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildTariff, CHARGE_STARTED } from '@/db/factories/build-cdr'
import { decimal } from '@/lib/kernel/decimal'
import type { PricePlanVersionId, QuoteId } from '@/lib/kernel/ids'
import { calendarDate, instant, toIsoInstant } from '@/lib/kernel/time'
import { buildExchange } from '../fixtures/build-exchange'
import { buildAgreement, buildStored, buildSubject, FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { chargeRowOf } from './charge-row'
import { conversionFrom, fromKronor, rateDayOf, toKronor, type Exchange } from './exchange'
import { findingSentence } from './finding-sentences'
import { unpackCharge } from './pack-charge'
import { priceRetail } from './retail'
import { NO_CONTEXT } from './retail-context'
import { isTargetDay } from './target-days'
import type { CdrSubject, PromisedPrice } from './subject'

describe('the day of the rate', () => {
  test.each([
    ['a Tuesday has that of Monday', '2026-10-13T09:00:00Z', '2026-10-12'],
    ['just before midnight in Stockholm it is still that', '2026-10-13T21:59:59Z', '2026-10-12'],
    ['from midnight it is the next', '2026-10-13T22:00:00Z', '2026-10-13'],
    ['after the day’s own rate is out, it is still the day before', '2026-10-13T15:00:00Z', '2026-10-12'],
    ['a Saturday has Friday’s', '2026-10-17T09:00:00Z', '2026-10-16'],
    ['a Sunday has Friday’s', '2026-10-18T09:00:00Z', '2026-10-16'],
    ['a Monday has Friday’s', '2026-10-19T09:00:00Z', '2026-10-16'],
    ['Easter has that of Maundy Thursday', '2026-04-06T09:00:00Z', '2026-04-02'],
    ['and so has the day after', '2026-04-07T09:00:00Z', '2026-04-02'],
    ['Christmas', '2026-12-27T09:00:00Z', '2026-12-24'],
    ['New Year', '2027-01-02T09:00:00Z', '2026-12-31'],
    ['the first of May', '2026-05-02T09:00:00Z', '2026-04-30'],
  ])('%s', (_name, at, day) => {
    expect(rateDayOf(instant(Date.parse(at)))).toBe(day)
  })

  test('Easter Monday falls where it does', () => {
    const days = ['2000-04-24', '2019-04-22', '2024-04-01', '2025-04-21', '2027-03-29', '2038-04-26']
    for (const day of days) expect(isTargetDay(calendarDate(day))).toBe(false)
    expect(isTargetDay(calendarDate('2026-04-13'))).toBe(true)
  })

  test('is known when the session starts: no rate of a day is later than the day before', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }), (ms) => {
        const day = rateDayOf(instant(ms))
        expect(isTargetDay(day)).toBe(true)
        const days = (ms - Date.parse(`${day}T00:00:00Z`)) / 86_400_000
        expect(days).toBeGreaterThan(0.9)
        expect(days).toBeLessThan(6.1)
      }),
    )
  })
})

describe('a rate', () => {
  const exchange = buildExchange()
  test('of the euro is the stated one', () => {
    expect(conversionFrom(exchange, 'EUR')).toMatchObject({ rate: '11.4325', day: '2026-10-13', perEuro: null })
  })
  test('of another is one by way of the euro, rounded once', () => {
    // 11.4325 / 11.5935 = 0.986112908...
    expect(conversionFrom(exchange, 'NOK')).toMatchObject({
      rate: '0.98611291',
      perEuro: { own: '11.5935', kronor: '11.4325' },
    })
  })
  test('that nobody stated is unknown', () => {
    expect(conversionFrom(exchange, 'CHF')).toBeNull()
    expect(conversionFrom(null, 'EUR')).toBeNull()
    expect(conversionFrom({ ...exchange, perEuro: new Map() }, 'EUR')).toBeNull()
  })
  test('turns minor units into kronor, half-up, once', () => {
    expect(toKronor(100n, 'EUR', { rate: '11.4325' })).toBe(1143n)
    expect(toKronor(200n, 'EUR', { rate: '11.4325' })).toBe(2287n) // 22.865
    expect(toKronor(-200n, 'EUR', { rate: '11.4325' })).toBe(-2287n)
    expect(toKronor(1000n, 'ISK', { rate: '0.078' })).toBe(7800n) // a króna has no minor unit
    expect(toKronor(5280n, 'SEK', null)).toBe(5280n)
    expect(toKronor(5280n, 'EUR', null)).toBeNull()
    expect(fromKronor(decimal('10'), 'EUR', { rate: '12.5' })?.toString()).toBe('0.8')
  })
})

const tariffIn = (currency: string, price = '0.48') =>
  buildTariff({ currency, components: [['ENERGY', price]], lastUpdated: instant(Date.UTC(2026, 0, 1)) })

/** 16.5 kWh at 0.48 is 7.92. */
function foreign(currency: string, given: Partial<CdrSubject> = {}, price = '0.48', asked = '7.92') {
  const tariff = tariffIn(currency, price)
  return buildSubject({
    cdr: buildCdr({ currency, tariffs: [tariff], exclVat: asked }),
    storedTariffs: [buildStored(tariff)],
    context: { ...NO_CONTEXT, exchange: buildExchange() },
    ...given,
  })
}

describe('a CDR in euro', () => {
  test('is checked in euro, and its customer pays kronor by a named rate', () => {
    const { status, findings, rating } = assessCdr(foreign('EUR'))
    expect(status).toBe('accepted')
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['FOREIGN_CURRENCY', 'info']])
    expect(findingSentence('FOREIGN_CURRENCY', findings[0]!.params, 'sv').replaceAll('\u00a0', ' ')).toBe(
      'Operatören räknar i EUR: 1 EUR = 11,4325 kr, Europeiska centralbankens kurs 13 oktober 2026. Kunden betalar i kronor.',
    )
    expect(rating).toMatchObject({
      currency: 'EUR',
      cpoExcl: '7.92',
      wholesaleExcl: '7.92',
      costMinor: 792n,
      costSekMinor: 9055n, // 90.5454
      conversion: { currency: 'EUR', rate: '11.4325', day: '2026-10-13', source: 'ecb', revision: 1 },
    })
    const [energy, markup] = rating.retail!.lines
    // 5.4876 kr per kWh: the line's product is its net after one rounding.
    expect(energy).toMatchObject({
      unitPrice: '5.4876',
      netMinor: '9055',
      note: { kind: 'converted', unitPrice: '0.48', currency: 'EUR', rate: '11.4325', day: '2026-10-13' },
    })
    expect(markup).toMatchObject({ kind: 'markup', netMinor: '165' })
    expect(markup?.note).toBeUndefined()
    expect(rating.retail).toMatchObject({ netMinor: 9220n, vatMinor: 2305n, grossMinor: 11525n })
    expect(rating.marginMinor).toBe(165n)
  })

  test('of Norway goes by way of the euro', () => {
    const { rating } = assessCdr(foreign('NOK', {}, '4.80', '79.2'))
    expect(rating).toMatchObject({ costMinor: 7920n, costSekMinor: 7810n }) // 78.1001...
    expect(rating.retail?.lines[0]).toMatchObject({ unitPrice: '4.733341968', netMinor: '7810' })
  })

  test('waits for a rate, and says which', () => {
    const { status, findings, rating } = assessCdr(foreign('EUR', { context: NO_CONTEXT }))
    expect(status).toBe('held')
    const missing = findings.find(({ severity }) => severity === 'hold')
    expect(missing).toMatchObject({ code: 'EXCHANGE_RATE_MISSING', params: { currency: 'EUR', day: '2026-10-13' } })
    expect(findingSentence('EXCHANGE_RATE_MISSING', missing!.params, 'en')).toMatch(
      /rate of 13\sOctober\s2026 is missing/,
    )
    expect(rating).toMatchObject({ costMinor: 792n, costSekMinor: null, retail: null, marginMinor: null })
  })

  test('is a fault where kronor were agreed', () => {
    const { status, findings } = assessCdr(foreign('EUR', { agreement: buildAgreement({ currency: 'SEK' }) }))
    expect(status).toBe('held')
    expect(findings.map(({ code }) => code)).toContain('CURRENCY_NOT_AGREED')
  })

  test('may be off by what was agreed, in the money in which that was agreed', () => {
    const judged = (asked: string, terms: Parameters<typeof buildAgreement>[0]) =>
      assessCdr(foreign('EUR', { agreement: buildAgreement({ tolerancePercent: '0', ...terms }) }, '0.48', asked))
        .status
    const euro = { currency: 'EUR', toleranceMinor: 100n } as const
    expect([judged('8.92', euro), judged('8.93', euro)]).toEqual(['accepted', 'held'])
    // A krona is nine cents: 100 / 11.4325 = 8.75.
    const kronor = { currency: null, toleranceMinor: 100n } as const
    expect([judged('8.01', kronor), judged('8.02', kronor)]).toEqual(['accepted', 'held'])
  })

  test('that asks too much protects its customer all the same', () => {
    const { status, rating } = assessCdr(foreign('EUR', {}, '0.48', '9.90'))
    expect(status).toBe('held')
    expect(rating).toMatchObject({ costMinor: 792n, costSekMinor: 9055n })
    expect(rating.retail).toEqual(assessCdr(foreign('EUR')).rating.retail)
  })

  test('has a margin in kronor where the plan’s price is fixed', () => {
    const plan = { versionId: buildSubject().plan!.versionId, rules: FIXED } // the builder's plan
    const { rating } = assessCdr(foreign('EUR', { plan }))
    // 16.5 × 2.56 = 42.24 less 90.55
    expect(rating).toMatchObject({ retail: { netMinor: 4224n }, marginMinor: 4224n - 9055n })
  })

  test('at home is owed in the money in which it was said, and waits for a person', () => {
    const given = foreign('EUR')
    const { status } = assessCdr({ ...given, cdr: { ...given.cdr, homeChargingCompensation: true } })
    expect(status).toBe('held')
  })

  test('is kept in kronor for back-tests, which ask for no rate', () => {
    const subject = foreign('EUR')
    const { rating } = assessCdr(subject)
    const row = chargeRowOf(subject, rating)
    expect(row).toMatchObject({ currency: 'SEK', costMinor: 9055n })
    const { facts, breakdown } = unpackCharge(row.facts!)
    expect(priceRetail({ rules: PASS_THROUGH, facts, breakdown, context: NO_CONTEXT }, 'lines')).toMatchObject({
      ok: true,
      value: { netMinor: rating.retail!.netMinor, grossMinor: rating.retail!.grossMinor },
    })
  })
})

describe('a quote in euro', () => {
  const promise = (exchange: Exchange | null): PromisedPrice => ({
    source: 'quote',
    quoteId: 'quo_01K9ZZZZZZZZZZZZZZZZZZZZZZ' as QuoteId, // a test's id
    authorizationId: null,
    at: CHARGE_STARTED,
    tariffs: [buildStored(tariffIn('EUR'))],
    plan: { versionId: 'plv_01K9ZZZZZZZZZZZZZZZZZZZZZZ' as PricePlanVersionId, rules: PASS_THROUGH }, // a test's id
    stepMode: 'combined',
    connector: null,
    context: null,
    exchange,
  })

  test('rules by its own rate over a bill by a dearer one; what money did meanwhile is nobody’s debt', () => {
    const bill = foreign('EUR', { context: { ...NO_CONTEXT, exchange: buildExchange({ SEK: '12.5' }, '2026-10-14') } })
    const { rating, findings } = assessCdr({ ...bill, promised: promise(buildExchange()) })
    expect(rating.retail).toEqual(assessCdr(foreign('EUR')).rating.retail)
    expect(rating.promise).toMatchObject({ ruled: true, recoverMinor: 0n })
    expect(rating.costSekMinor).toBe(9900n)
    expect(findings.map(({ code }) => code)).toContain('PROMISED_PRICE_RULES')
  })

  test('gives way to a bill by a cheaper rate', () => {
    const bill = foreign('EUR', { context: { ...NO_CONTEXT, exchange: buildExchange({ SEK: '10' }, '2026-10-14') } })
    const { rating } = assessCdr({ ...bill, promised: promise(buildExchange()) })
    expect(rating.promise).toMatchObject({ ruled: false })
    expect(rating.retail?.lines[0]).toMatchObject({ netMinor: '7920' })
  })

  test('holds where the rate of the bill is not known yet', () => {
    const { rating } = assessCdr({ ...foreign('EUR', { context: NO_CONTEXT }), promised: promise(buildExchange()) })
    expect(rating.retail?.netMinor).toBe(9220n)
  })
})

test('a line is its quantity times its price after one rounding, whatever the rate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99_999 }),
      fc.integer({ min: 1, max: 99_999 }),
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.constantFrom('EUR', 'NOK'),
      (price, wh, sek, currency) => {
        const exchange = buildExchange({ SEK: (sek / 10_000).toString() })
        const tariff = tariffIn(currency, (price / 10_000).toString())
        const cdr = buildCdr({ currency, tariffs: [tariff], texts: [{ minutes: 600, kwh: (wh / 1000).toString() }] })
        const { rating } = assessCdr(
          buildSubject({ cdr, storedTariffs: [buildStored(tariff)], context: { ...NO_CONTEXT, exchange } }),
        )
        const line = rating.retail!.lines[0]! // a pass-through of one price
        const product = decimal(line.quantity).times(line.unitPrice).times(100)
        expect(product.minus(line.netMinor).abs().toNumber()).toBeLessThanOrEqual(0.5)
        const exact = decimal(rating.wholesaleExcl!).times(rating.conversion!.rate).times(100) // both are known
        expect(exact.minus(line.netMinor).abs().toNumber()).toBeLessThanOrEqual(0.5)
      },
    ),
  )
})

test('the charge of the builders is of the day that these rates serve', () => {
  expect(rateDayOf(CHARGE_STARTED)).toBe(buildExchange().day)
  expect(toIsoInstant(CHARGE_STARTED)).toMatch(/^2026-10-14/)
})
