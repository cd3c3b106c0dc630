import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decimal } from '@/lib/kernel/decimal'
import { addDays, calendarDate, instant, MINUTE_MS, parseInstant, startOfDay } from '@/lib/kernel/time'
import { ecbXml, elprisetJson, entsoeXml } from '../fixtures/price-files'
import { convertPrices, countChanges, isCoarser } from './convert-prices'
import { areaInName, readElpriset } from './read-elpriset'
import { readEcbRates } from './read-ecb-rates'
import { readEntsoe } from './read-entsoe'

const FROM = parseInstant('2026-10-10T22:00:00Z')!
const SHARED = join(process.cwd(), '../shared/data/prices')

describe('ENTSO-E', () => {
  test('a position that is missing repeats the one before (A03)', () => {
    const text = entsoeXml({ area: 'SE3', from: FROM, values: ['10', '10', '10', '-4.5', '7'] })
    expect(text.match(/<Point>/g)).toHaveLength(3)
    const { currency, prices } = readEntsoe(text)
    expect(currency).toBe('EUR')
    expect(prices.map(({ perMwh }) => perMwh)).toEqual(['10', '10', '10', '-4.5', '7'])
    expect(prices.map(({ startedAt }) => (startedAt - FROM) / MINUTE_MS)).toEqual([0, 15, 30, 45, 60])
  })

  test('in a curve of type A01 it is not known', () => {
    const { prices } = readEntsoe(entsoeXml({ area: 'SE3', from: FROM, curve: 'A01', values: ['10', null, '7'] }))
    expect(prices.map(({ startedAt, perMwh }) => [(startedAt - FROM) / MINUTE_MS, perMwh])).toEqual([
      [0, '10'],
      [30, '7'],
    ])
  })

  test('an hour is four quarters and says so; where both are stated the quarter counts', () => {
    const hourly = { area: 'SE1' as const, from: FROM, minutes: 60 as const, values: ['20', '30'] }
    const { prices } = readEntsoe(entsoeXml(hourly, { area: 'SE1', from: FROM, values: ['1', '2', '3', '4'] }))
    expect(prices.map(({ perMwh, minutes }) => `${perMwh}/${minutes}`)).toEqual([
      '1/15',
      '2/15',
      '3/15',
      '4/15',
      '30/60',
      '30/60',
      '30/60',
      '30/60',
    ])
  })

  test.each([
    ['2026-03-29', 92],
    ['2026-06-01', 96],
    ['2026-10-25', 100],
  ])('%s has %d quarters, all of that day', (day, count) => {
    const from = startOfDay(calendarDate(day), 'Europe/Stockholm')
    const values = Array.from({ length: count }, (_, index) => String(index))
    const [only, ...others] = convertPrices(readEntsoe(entsoeXml({ area: 'SE4', from, values })), () => '10')
    expect(others).toEqual([])
    expect(only).toMatchObject({ area: 'SE4', day })
    expect(only?.prices).toHaveLength(count)
    expect(only?.prices.at(-1)?.startedAt).toBe(
      startOfDay(addDays(calendarDate(day), 1), 'Europe/Stockholm') - 15 * MINUTE_MS,
    )
    expect(only?.prices.at(-1)?.perKwh).toBe(
      decimal(count - 1)
        .div(100)
        .toString(),
    )
  })

  const valid = entsoeXml({ area: 'SE3', from: FROM, values: ['10', '20'] })
  test.each([
    ['', /line 1: the document is empty/],
    ['[]', /line 1: text outside/],
    [valid.replace('>20<', '>2O<'), /line \d+: the price is not a number: 2O/],
    [valid.replace('<position>2<', '<position>3<'), /position 3 is not one of 2/],
    [valid.replace('<position>2<', '<position>1<'), /position 1 is stated twice/],
    [
      valid.replace('<position>1<', '<position>2<').replace(/<Point><position>2<.position><price.amount>20.*/, ''),
      /position 1 is missing/,
    ],
    [valid.replace('PT15M', 'P1D'), /resolution P1D is not known/],
    [
      valid.replace('10Y1001A1001A46L', '10YNO-1--------2').replace('10Y1001A1001A46L', '10YNO-1--------2'),
      /no prices of SE1/,
    ],
    [valid.replace('MWH', 'KWH'), /per KWH/],
    [valid.replace('>A44<', '>A65<'), /type A65/],
    [valid.replace('A03', 'A05'), /curve type A05/],
    [valid.replace('</Period>', ''), /closes nothing/],
    [
      '<Acknowledgement_MarketDocument><Reason><code>999</code><text>No matching data found</text></Reason></Acknowledgement_MarketDocument>',
      /no prices: No matching data found/,
    ],
    [
      entsoeXml({ area: 'SE3', from: FROM, values: ['1'] }, { area: 'SE3', from: FROM, values: ['2'] }),
      /two prices for one time/,
    ],
  ])('case %# is refused with its reason', (text, reason) => {
    expect(() => readEntsoe(text)).toThrow(reason)
  })
})

describe('elprisetjustnu', () => {
  test('its own kronor are kept, with its rate', () => {
    const document = readElpriset(elprisetJson(FROM, 15, [0.05, -0.01], 11.2), 'SE2')
    expect(document).toMatchObject({ currency: 'EUR', converted: { rate: '11.2' } })
    const [day] = convertPrices(document, () => 'never asked')
    expect(day?.prices.map(({ area, perMwh, perKwh }) => [area, perMwh, perKwh])).toEqual([
      ['SE2', '50', '0.56'],
      ['SE2', '-10', '-0.112'],
    ])
  })

  test.each([
    ['{}', /a list of prices/],
    ['nothing', /not JSON/],
    [elprisetJson(FROM, 15, [0.1, 0.2]).replace('"EXR":11', '"EXR":12'), /several rates/],
    [elprisetJson(FROM, 15, [0.1]).replace('0.1,', '"a",'), /row 1: EUR_per_kWh/],
    [elprisetJson(FROM, 15, [0.1]).replace('23:15:00', '23:20:00'), /row 1: neither an hour/],
    [
      `[${elprisetJson(FROM, 15, [0.1]).slice(1, -1)},${elprisetJson(FROM, 15, [0.1]).slice(1, -1)}]`,
      /row 2: a time that is stated already/,
    ],
  ])('case %#', (text, reason) => {
    expect(() => readElpriset(text, 'SE3')).toThrow(reason)
  })

  test.each([
    ['2026-10-24_SE3.json', 'SE3'],
    ['10-24_se4.json', 'SE4'],
    ['elprisetjustnu-2024-01-05-hourly.json', null],
    ['SE45.json', null],
  ])('%s names %s', (name, area) => expect(areaInName(name)).toBe(area))

  test.skipIf(!existsSync(SHARED))('a real day by the hour: SEK is EUR times its rate', () => {
    const document = readElpriset(readFileSync(join(SHARED, 'elprisetjustnu-2024-01-05-hourly.json'), 'utf8'), 'SE3')
    const [day] = convertPrices(document, () => '0')
    expect(day).toMatchObject({ day: '2024-01-05' })
    expect(day?.prices).toHaveLength(96)
    for (const { perMwh, perKwh, minutes } of day?.prices ?? []) {
      expect(minutes).toBe(60)
      const product = decimal(perMwh).div(1000).times(document.converted!.rate)
      expect(product.minus(perKwh).abs().lessThan('0.0001')).toBe(true)
    }
  })
})

describe('the ECB', () => {
  test.each(['"', "'"] as const)('a day and several days, attributes in %s', (quote) => {
    const rates = readEcbRates(
      ecbXml({ '2026-10-06': { SEK: '11.2425', NOK: '10.7780' }, '2026-10-05': { SEK: '11.2525' } }, quote),
    )
    expect(rates.map(({ day, currency, rate }) => `${day} ${currency} ${rate}`)).toEqual([
      '2026-10-06 SEK 11.2425',
      '2026-10-06 NOK 10.7780',
      '2026-10-05 SEK 11.2525',
    ])
  })

  test.each([
    [ecbXml({}), /no rates/],
    [ecbXml({ '2026-10-36': { SEK: '11' } }), /line \d+: no day: 2026-10-36/],
    [ecbXml({ '2026-10-06': { SEK: '0' } }), /the rate of SEK is 0/],
    [ecbXml({ '2026-10-06': { kr: '11' } }), /no currency: kr/],
    [
      ecbXml({ '2026-10-06': { SEK: '11' } }).replace('</Cube></gesmes', '<Cube time="2026-10-06"/></Cube></gesmes'),
      /stated twice/,
    ],
    ['<html><body/></html>', /no list of reference rates/],
  ])('case %# is refused with its reason', (text, reason) => {
    expect(() => readEcbRates(text)).toThrow(reason)
  })

  test.skipIf(!existsSync(SHARED))('real files of both kinds agree', () => {
    const read = (name: string) => readEcbRates(readFileSync(join(SHARED, name), 'utf8'))
    const daily = read('ecb-eurofxref-daily-2026-10-06.xml')
    const history = read('ecb-eurofxref-hist-2days-2026-10-05_06.xml')
    expect(daily.find(({ currency }) => currency === 'SEK')?.rate).toBe('11.2425')
    for (const { day, currency, rate } of history.filter((entry) => entry.day === '2026-10-06'))
      expect(decimal(daily.find((entry) => entry.day === day && entry.currency === currency)!.rate).equals(rate)).toBe(
        true,
      )
  })
})

test('what a file says that is new is counted, and a coarser one is told from a correction', () => {
  const [day] = convertPrices(readEntsoe(entsoeXml({ area: 'SE3', from: FROM, values: ['10', '20'] })), () => '10')
  const known = new Map([[FROM as number, { perKwh: '0.100', minutes: 15 as const, revision: 1 }]])
  expect(countChanges(day!, known)).toBe(1)
  expect(isCoarser(day!, known)).toBe(false)
  const [hour] = convertPrices(
    readEntsoe(entsoeXml({ area: 'SE3', from: FROM, minutes: 60, values: ['10'] })),
    () => '10',
  )
  expect(isCoarser(hour!, known)).toBe(true)
  expect(isCoarser(hour!, new Map([[instant(0) as number, { perKwh: '1', minutes: 15 as const, revision: 1 }]]))).toBe(
    false,
  )
})
