import { expect, test } from 'vitest'
import { ZodError } from 'zod'
import { InvalidError } from '@/lib/kernel/errors'
import { PLAN_DEFAULTS, type PricePlanRules } from '@/lib/rating/core/price-plan'
import { formValues } from './form-values'
import { nameField, rulesFromForm } from './rules-from-form'

const none = { ...PLAN_DEFAULTS, startFee: '0', idleFee: null, monthlyFee: '0', vatPercent: '25' }
const all: PricePlanRules = {
  ...none,
  energy: {
    method: 'spot',
    area: 'SE3',
    markupPercent: '2.5',
    markupPerKwh: '0.4',
    capPerKwh: '5',
    floorPerKwh: '-0.1',
  },
  idleFee: { perMinute: '0.8', freeMinutes: 45, capPerSession: '160' },
  monthlyFee: '39.2',
  overrides: [
    {
      operator: 'SE*KUL',
      current: 'DC',
      fromKw: 100,
      toKw: 300,
      energy: { method: 'pass_through', markupPercent: '1', markupPerKwh: '0.2' },
    },
    {
      operator: null,
      current: null,
      fromKw: 0,
      toKw: null,
      energy: {
        method: 'fixed',
        bands: (['AC', 'DC'] as const).map((current) => ({ current, fromKw: 0, toKw: null, perKwh: '3' })),
      },
    },
  ],
  discounts: [
    { group: 'member', percent: '10', base: 'energy' },
    { group: 'business', percent: '50', base: 'own' },
  ],
  sessionCap: '400',
  monthCap: '2000',
  freeKwhPerMonth: '15',
  lateData: 'nothing',
}

test.each<[string, PricePlanRules]>([
  ['all of it', all],
  ['passing on', { ...none, energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0.08' } }],
])('%s comes back from the form as it went in', (_name, rules) => {
  expect(rulesFromForm(formValues(rules))).toEqual(rules)
})

test('a decimal comma and an empty form are read', () => {
  expect(rulesFromForm({ method: 'spot', markupPerKwh: '0,35', floorPerKwh: '−0,2' })).toMatchObject({
    energy: { area: null, markupPercent: '0', markupPerKwh: '0.35', capPerKwh: null, floorPerKwh: '-0.2' },
  })
  expect(rulesFromForm({})).toEqual({
    ...none,
    energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0' },
  })
})

test.each([
  [{ method: 'fixed', dc_low: 'x' }, 'dc_low'],
  [{ method: 'spot', area: 'SE9' }, 'area'],
  [{ monthCap: 'mycket' }, 'monthCap'],
  [{ idlePerMinute: '1', idleFreeMinutes: '1,5' }, 'idleFreeMinutes'],
  [{ discount_business: 'tio' }, 'discount_business'],
  [{ o3_method: 'fixed', o3_operator: 'Kustladd' }, 'o3_operator'],
  [{ o0_method: 'fixed', o0_perKwh: '1', o5_method: 'spot', o5_percent: 'x' }, 'o5_percent'],
])('%j names the field %s', (fields, name) => {
  const read = () => rulesFromForm(fields)
  expect(read).toThrow(ZodError)
  expect(read).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path: [name] })] }))
})

test('what the rules refuse is named by its field as well', () => {
  const fields = { method: 'spot', o2_method: 'fixed' }
  expect(nameField(new InvalidError('cap_below_floor', 'energy.capPerKwh'), fields)).toMatchObject({
    field: 'capPerKwh',
  })
  expect(nameField(new InvalidError('band_empty', 'overrides.0.toKw'), fields)).toMatchObject({ field: 'o2_toKw' })
  expect(nameField(new InvalidError('negative', 'idleFee.perMinute'), fields)).toMatchObject({ field: 'idlePerMinute' })
})
