import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { addDays, calendarDate, instant } from '@/lib/kernel/time'
import { FIXED } from '../fixtures/build-subject'
import { choosePlanVersion, type PlanAssignment, type PlanVersion } from './choose-plan'
import { planHistory } from './plan-history'

const FIRST = calendarDate('2026-01-01')
const AT = instant(0)
const plans = ['public', 'private', 'business'].map((audience) => ({
  pricePlanId: newId('pricePlan', AT),
  audience: audience as PlanVersion['audience'],
}))
const day = fc.integer({ min: 0, max: 40 }).map((days) => addDays(FIRST, days))
const plan = fc.constantFrom(...plans)
const versions = fc
  .uniqueArray(fc.tuple(plan, day), { selector: ([{ audience }, from]) => `${audience} ${from}`, maxLength: 8 })
  .map((entries) =>
    entries.map(([of, validFrom], index): PlanVersion => ({
      ...of,
      validFrom,
      versionId: newId('pricePlanVersion', AT),
      name: of.audience,
      version: index + 1,
      publishedAt: AT,
      rules: FIXED,
    })),
  )
const assignments = fc.uniqueArray(
  fc.tuple(plan, day).map(([{ pricePlanId }, validFrom]): PlanAssignment => ({ pricePlanId, validFrom })),
  { selector: ({ validFrom }) => validFrom, maxLength: 6 },
)

test('on every day the period says what a charge of that day is priced by', () => {
  fc.assert(
    fc.property(versions, assignments, day, day, (of, given, since, later) => {
      const on = later < since ? since : later
      const periods = planHistory(of, given, since)
      expect(periods[0]?.from).toBe(since)
      for (const [index, period] of periods.entries()) {
        expect(period.until).toBe(periods[index + 1]?.from ?? null)
      }
      const ids = periods.map(({ version }) => version?.versionId)
      expect(ids.slice(1).filter((id, index) => id === ids[index])).toEqual([])
      const found = periods.find(({ from, until }) => from <= on && (until === null || on < until))
      expect(found?.version).toBe(choosePlanVersion(of, given, on))
    }),
  )
})
