import { describe, expect, test } from 'vitest'
import { diffTariffs } from './diff-tariffs'
import { component, element, tariffOf } from './fixtures/build-tariff'

const day = element(component('ENERGY', '3.49'))
const night = element(component('ENERGY', '2.79'), { startTime: '22:00', endTime: '06:00' })
const before = tariffOf([night, day])

describe('the difference of two versions', () => {
  test('is empty for the same tariff, and for the same price written otherwise', () => {
    expect(diffTariffs(before, structuredClone(before))).toEqual([])
    expect(diffTariffs(before, tariffOf([night, element(component('ENERGY', '3.490', { vat: '25.0' }))]))).toEqual([])
  })

  test('names a changed price and VAT', () => {
    expect(diffTariffs(before, tariffOf([night, element(component('ENERGY', '3.59', { vat: null }))]))).toEqual([
      { kind: 'changed', element: 1, field: 'ENERGY.price', before: '3.49', after: '3.59' },
      { kind: 'removed', element: 1, field: 'ENERGY.vat', before: '25', after: null },
    ])
  })

  test('names a changed restriction, keeping the element', () => {
    const later = element(component('ENERGY', '2.79'), { startTime: '23:00', endTime: '06:00' })
    expect(diffTariffs(before, tariffOf([later, day]))).toEqual([
      { kind: 'changed', element: 0, field: 'restrictions.startTime', before: '22:00', after: '23:00' },
    ])
  })

  test('an inserted element does not make changes of those behind it', () => {
    const fee = element(component('FLAT', '5', { vat: '25', stepSize: 1 }))
    expect(
      diffTariffs(before, tariffOf([night, fee, day])).map(({ kind, element: at, field }) => [kind, at, field]),
    ).toEqual([
      ['added', 1, 'FLAT.price'],
      ['added', 1, 'FLAT.vat'],
      ['added', 1, 'FLAT.stepSize'],
    ])
    expect(diffTariffs(tariffOf([night, fee, day]), before).map(({ kind, element: at }) => [kind, at])).toEqual([
      ['removed', 1],
      ['removed', 1],
      ['removed', 1],
    ])
  })

  test('a change of order is a change', () => {
    expect(diffTariffs(before, tariffOf([day, night]))).toEqual([
      { kind: 'changed', element: null, field: 'order', before: '0, 1', after: '1, 0' },
    ])
  })

  test('names limits, tax and currency', () => {
    const after = tariffOf([night, day], {
      currency: 'EUR',
      taxIncluded: 'YES',
      maxPrice: { excl: '80.0', incl: '100' },
    })
    expect(diffTariffs(before, after).map(({ kind, field, after: value }) => [kind, field, value])).toEqual([
      ['changed', 'currency', 'EUR'],
      ['changed', 'taxIncluded', 'YES'],
      ['added', 'maxPrice.excl', '80'],
      ['added', 'maxPrice.incl', '100'],
    ])
  })
})
