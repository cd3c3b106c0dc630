import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ZodError } from 'zod'
import { BIDDING_AREAS } from '@/lib/rating/core/bidding-area'
import { checkPlanRules } from '@/lib/rating/core/check-plan'
import { PLAN_DEFAULTS, type EnergyPrice, type PowerBand, type PricePlanRules } from '@/lib/rating/core/price-plan'
import { fieldLabel } from './field-label'
import { formValues, writtenFor } from './form-values'
import { fieldOf } from './plan-fields'
import { PLAN_FORM_TEXTS, type PlanFormTexts } from './plan-form-texts'
import { problemsByField, rulesFromForm } from './rules-from-form'

const none = { ...PLAN_DEFAULTS, startFee: '0', idleFee: null, monthlyFee: '0', vatPercent: '25' }

// Everything that the type can hold within the figures that a price may have, publishable or not.
const amount = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.option(fc.stringMatching(/^\d{1,6}$/)))
  .map(([whole, decimals]) => (decimals === null ? String(whole) : `${whole}.${decimals}`))
const signed = fc.tuple(fc.boolean(), amount).map(([isBelow, text]) => (isBelow ? `-${text}` : text))
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const kw = fc.integer({ min: 0, max: 100_000 }).map((tenths) => tenths / 10)
const current = fc.constantFrom('AC' as const, 'DC' as const)
const toKw = nullable(kw.filter((power) => power > 0))
const band: fc.Arbitrary<PowerBand> = fc.record({ current, fromKw: kw, toKw, perKwh: amount })
const markups = { markupPercent: amount, markupPerKwh: amount }
const energy: fc.Arbitrary<EnergyPrice> = fc.oneof(
  fc.record({ method: fc.constant('pass_through' as const), ...markups }),
  fc.record({ method: fc.constant('fixed' as const), bands: fc.array(band, { minLength: 1, maxLength: 20 }) }),
  fc.record({
    method: fc.constant('spot' as const),
    area: nullable(fc.constantFrom(...BIDDING_AREAS)),
    ...markups,
    capPerKwh: nullable(amount),
    floorPerKwh: nullable(signed),
  }),
)
const override = fc.record({
  operator: nullable(fc.stringMatching(/^[A-Z]{2}\*[A-Z0-9]{3}$/)),
  current: nullable(current),
  fromKw: kw,
  toKw: nullable(kw),
  energy,
})
const discount = fc.record({
  group: fc.constantFrom('member' as const, 'business' as const),
  percent: amount,
  base: fc.constantFrom('energy' as const, 'own' as const),
})
const anyRules: fc.Arbitrary<PricePlanRules> = fc.record({
  energy,
  startFee: amount,
  idleFee: nullable(
    fc.record({
      perMinute: amount,
      freeMinutes: fc.integer({ min: 0, max: 10_000 }),
      capPerSession: nullable(amount),
    }),
  ),
  monthlyFee: amount,
  vatPercent: amount,
  overrides: fc.array(override, { maxLength: 20 }),
  discounts: fc.array(discount, { maxLength: 10 }),
  sessionCap: nullable(amount),
  monthCap: nullable(amount),
  freeKwhPerMonth: nullable(amount),
  lateData: fc.constantFrom('estimate' as const, 'nothing' as const),
})

test('any rules come back from the form as they went in, in either language', () => {
  fc.assert(
    fc.property(anyRules, fc.constantFrom('sv' as const, 'en' as const), (rules, locale) => {
      expect(rulesFromForm(writtenFor(locale, formValues(rules)))).toEqual(rules)
    }),
    { numRuns: 300 },
  )
})

test('a new plan passes prices on; a decimal comma and an empty form are read', () => {
  expect(rulesFromForm({ method: 'spot', markupPerKwh: '0,35', floorPerKwh: '−0,2' })).toMatchObject({
    energy: { area: null, markupPercent: '0', markupPerKwh: '0.35', capPerKwh: null, floorPerKwh: '-0.2' },
  })
  const passing = { ...none, energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0' } }
  expect(rulesFromForm({})).toEqual(passing)
  expect(rulesFromForm(formValues(null))).toEqual(passing)
})

const bands = {
  method: 'fixed',
  bands: '4,1',
  b4_current: 'AC',
  b4_perKwh: '3,5',
  b1_current: 'DC',
  b1_fromKw: '22,5',
  b1_perKwh: '4',
}

test('rows are read in the order of their list, and one that was never filled in is not there', () => {
  const fields = { ...bands, bands: '4,1,7', b7_current: 'DC', b7_fromKw: '0', b9_perKwh: '1' }
  expect(rulesFromForm(fields).energy).toEqual({
    method: 'fixed',
    bands: [
      { current: 'AC', fromKw: 0, toKw: null, perKwh: '3.5' },
      { current: 'DC', fromKw: 22.5, toKw: null, perKwh: '4' },
    ],
  })
  const moved = { overrides: '3,0', o0_method: 'spot', o3_method: 'pass_through' }
  expect(rulesFromForm(moved).overrides.map((entry) => entry.energy.method)).toEqual(['pass_through', 'spot'])
})

test('what another way of pricing asks for stays in the form and out of the rules', () => {
  expect(rulesFromForm({ ...bands, method: 'pass_through', area: 'SE3' }).energy).toEqual({
    method: 'pass_through',
    markupPercent: '0',
    markupPerKwh: '0',
  })
})

test.each([
  [{ ...bands, b4_perKwh: 'x' }, 'b4_perKwh', 'invalid_format'],
  [{ ...bands, b1_perKwh: '' }, 'b1_perKwh', 'too_small'],
  [{ ...bands, b1_toKw: 'mycket' }, 'b1_toKw', 'invalid_type'],
  [{ method: 'spot', area: 'SE9' }, 'area', 'invalid_value'],
  [{ monthCap: 'mycket' }, 'monthCap', 'invalid_format'],
  [{ idle: 'on', idlePerMinute: '1', idleFreeMinutes: '1,5' }, 'idleFreeMinutes', 'invalid_type'],
  [{ idle: 'on' }, 'idlePerMinute', 'too_small'],
  [{ discounts: '2', d2_group: 'member', d2_base: 'own', d2_percent: '' }, 'd2_percent', 'too_small'],
  [{ overrides: '3', o3_method: 'spot', o3_operator: 'Kustladd' }, 'o3_operator', 'invalid_format'],
  [
    { overrides: '0,5', o0_method: 'spot', o5_method: 'spot', o5_markupPercent: 'x' },
    'o5_markupPercent',
    'invalid_format',
  ],
  [
    { overrides: '1', o1_method: 'fixed', o1_bands: '0,2', o1_b2_current: 'DC', o1_b2_toKw: '50', o1_b2_perKwh: '' },
    'o1_b2_perKwh',
    'too_small',
  ],
])('%j names the field %s', (fields, name, code) => {
  const read = () => rulesFromForm(fields)
  expect(read).toThrow(ZodError)
  expect(read).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path: [name], code })] }))
})

test('every problem of the rules is told at the field where it is mended', () => {
  const discounts = {
    d0_group: 'member',
    d0_percent: '200',
    d0_base: 'own',
    d1_group: 'member',
    d1_percent: '1',
    d1_base: 'own',
  }
  const override = { overrides: '6', o6_method: 'spot', o6_capPerKwh: '1', o6_floorPerKwh: '2' }
  const band = { b2_current: 'DC', b2_fromKw: '20', b2_toKw: '22.5', b2_perKwh: '1' }
  const fields = { ...bands, bands: '4,1,2', ...band, discounts: '0,1', ...discounts, ...override }
  const problems = checkPlanRules(rulesFromForm(fields))
  expect([...problemsByField(fields, problems)].map(([name, { code }]) => [name, code])).toEqual([
    ['b2_fromKw', 'bands_gap'],
    ['o6_capPerKwh', 'cap_below_floor'],
    ['d0_percent', 'above_hundred'],
    ['d1_group', 'discount_twice'],
  ])
  const empty = { method: 'fixed', bands: '0,1', b0_current: 'AC', b1_current: 'DC' }
  expect(fieldOf(empty, ['energy', 'bands'], 'DC')).toBe('b1_perKwh')
  expect(fieldOf({ method: 'fixed' }, ['energy', 'bands'], 'DC')).toBe('method')
})

test('an exception needs prices for what it is about, and no more', () => {
  const dc = (fromKw: number, to: number | null): PowerBand => ({ current: 'DC', fromKw, toKw: to, perKwh: '4' })
  const withOverride = (...of: PowerBand[]): PricePlanRules => ({
    ...none,
    energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0' },
    overrides: [{ operator: null, current: 'DC', fromKw: 50, toKw: 300, energy: { method: 'fixed', bands: of } }],
  })
  const problems = (rules: PricePlanRules) => checkPlanRules(rules).map(({ code, path }) => [code, path])
  expect(problems(withOverride(dc(50, 150), dc(150, 300)))).toEqual([])
  expect(problems(withOverride(dc(0, null)))).toEqual([])
  expect(problems(withOverride(dc(60, 300)))).toEqual([['bands_gap', 'overrides.0.energy.bands.0.fromKw']])
  expect(problems(withOverride(dc(50, 150)))).toEqual([['bands_gap', 'overrides.0.energy.bands.0.toKw']])
  const rules = withOverride(dc(50, 300))
  expect(problems({ ...rules, overrides: rules.overrides.map((entry) => ({ ...entry, current: null })) })).toEqual([
    ['bands_missing', 'overrides.0.energy.bands'],
  ])
})

test('a field is called by where it stands', () => {
  const texts = Object.fromEntries(PLAN_FORM_TEXTS.map((key) => [key, key])) as PlanFormTexts
  const named = { ...texts, overrideRow: 'Undantag {row}', bandRow: 'Prisrad {row}', discountRow: 'Rabatt {row}' }
  const fields = { overrides: '4,2', o2_bands: '0,3', discounts: '1' }
  expect(fieldLabel('o2_b3_toKw', fields, named)).toBe('Undantag 2, Prisrad 2, toKw')
  expect(fieldLabel('d1_percent', fields, named)).toBe('Rabatt 1, percent')
  expect(fieldLabel('startFee', fields, named)).toBe('startFee')
})
