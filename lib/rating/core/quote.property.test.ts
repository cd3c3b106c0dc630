// The price that was read is the price that is paid: quote, live cost at the end, rating and invoice lines, to the öre.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCdr } from '@/db/factories/build-cdr'
import { imagineSession } from '@/lib/pricing/estimate-session'
import { behaviour, contextAt, PLANS, RUNS, startedAt, tariff } from '../fixtures/any-charge'
import { buildStored, buildSubject } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { estimateCharge } from './estimate-charge'
import { quoteCharge } from './quote'

/** Each line is rounded for itself; none has more than four here that a limit may take back. */
const ROUNDING = 4n

const PLACE = { timeZone: 'Europe/Stockholm', powerType: 'AC_3_PHASE', maxPowerKw: 22, stepMode: 'combined' } as const

describe.each(Object.keys(PLANS))('with %s', (kind) => {
  test('quote, live cost at the end, rating and its lines are equal for the same behaviour', () => {
    fc.assert(
      fc.property(tariff, PLANS[kind]!, startedAt, behaviour, (offered, rules, at, asked) => {
        const place = { ...PLACE, context: contextAt(at) }
        const quote = quoteCharge({ ...place, tariff: offered, rules }, at, asked)
        if (!quote.price) throw new Error('a tariff and a plan have a price')
        const { periods, endedAt } = imagineSession({
          tariff: offered,
          startedAt: at,
          timeZone: PLACE.timeZone,
          ...asked,
        })
        const named = periods.map((period) => ({ ...period, tariffId: offered.id }))
        const live = estimateCharge({
          ...place,
          rules,
          tariffs: [offered],
          session: {
            startedAt: at,
            endedAt: null,
            lastUpdated: endedAt,
            energyKwh: asked.energyKwh,
            currency: 'SEK',
            chargingPeriods: named,
          },
        })
        const cdr = {
          ...buildCdr({ tariffs: [offered] }),
          startedAt: at,
          endedAt,
          chargingPeriods: named,
          totalEnergyKwh: asked.energyKwh,
        }
        const stored = [buildStored(offered)]
        const plan = { versionId: buildSubject().plan!.versionId, rules } // the builder's plan
        const { rating } = assessCdr(buildSubject({ ...place, cdr, plan, storedTariffs: stored }))
        expect(live).toEqual(quote.price)
        expect(rating.retail).toEqual(quote.price)
        expect(rating.retail?.lines.reduce((sum, line) => sum + BigInt(line.netMinor), 0n)).toBe(quote.price.netMinor)
      }),
      RUNS,
    )
  })

  test('the live cost never falls while it charges on, but for the rounding of its lines', () => {
    fc.assert(
      fc.property(tariff, PLANS[kind]!, startedAt, behaviour, (offered, rules, at, asked) => {
        const unbound = {
          ...offered,
          minPrice: null,
          maxPrice: null,
          // A step is rounded up at the end, wherever that is.
          elements: offered.elements.map((element) => ({
            ...element,
            components: element.components.map((component) => ({ ...component, stepSize: 1 })),
          })),
        }
        const context = contextAt(at)
        const priceOf = (share: number) => {
          const energyKwh = ((Number(asked.energyKwh) * share) / 4).toFixed(4)
          return quoteCharge({ ...PLACE, tariff: unbound, rules, context }, at, { ...asked, energyKwh, idleMinutes: 0 })
            .price
        }
        const prices = [1, 2, 3, 4].map((share) => priceOf(share)?.grossMinor ?? -1n)
        expect(prices.every((price) => price >= -ROUNDING)).toBe(true)
        expect(prices.every((price, index) => price >= (prices[index - 1] ?? 0n) - ROUNDING)).toBe(true)
      }),
      RUNS,
    )
  })
})
