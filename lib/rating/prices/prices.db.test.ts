import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { getDb } from '@/db/client'
import { clock, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { truncateAll } from '@/db/testing/test-sql'
import { removeDrafts } from '@/lib/billing/write-drafts'
import type { CdrId, InvoiceId, PricePublicationId } from '@/lib/kernel/ids'
import { calendarDate, DAY_MS, instant, MINUTE_MS, parseInstant, startOfDay } from '@/lib/kernel/time'
import { PLAN_DEFAULTS } from '../core/price-plan'
import { spotRules } from '../fixtures/build-spot'
import { FIXED } from '../fixtures/build-subject'
import { ecbXml, elprisetJson, entsoeXml } from '../fixtures/price-files'
import { assignPricePlan } from '../price-plans/assign-price-plan'
import { createPricePlan } from '../price-plans/create-price-plan'
import { publishPricePlanVersion } from '../price-plans/publish-price-plan-version'
import { rateCdrs } from '../rate-cdrs'
import { setMembership } from '../price-plans/set-membership'
import { reRateCdr } from '../re-rate-cdr'
import { applyPriceCorrection } from './apply-price-correction'
import { decideLocationArea, decideLocationAreas } from './decide-location-area'
import { fetchDuePrices } from './fetch-due-prices'
import { importExchangeRates } from './import-exchange-rates'
import { importSpotPrices } from './import-spot-prices'
import { listLeftCharges, listPriceCorrections } from './list-price-corrections'
import { listUndecidedPlaces } from './list-undecided-places'
import { loadSpotPrices } from './load-spot-prices'
import { findLocationArea, getSpotDay, listPriceGaps, listRates } from './queries'
import { rateAwaitingPrices } from './rate-awaiting-prices'

const DAY = calendarDate('2026-10-14')
const FROM = startOfDay(DAY, 'Europe/Stockholm')
const RATES = { text: ecbXml({ '2026-10-12': { SEK: '11.5' }, '2026-10-13': { SEK: '99' } }), origin: 'rates.xml' }
const quarters = (value: (index: number) => number, count = 96) =>
  Array.from({ length: count }, (_, index) => String(value(index)))
const file = (text: string, origin = 'prices.xml') => ({ format: 'entsoe' as const, text, origin })
const fullDay = (value: (index: number) => number) =>
  file(entsoeXml({ area: 'SE3', from: FROM, values: quarters(value) }))
const priceAt = async (index: number) => {
  const at = instant(FROM + index * 15 * MINUTE_MS)
  return (await loadSpotPrices(getDb(), [{ area: 'SE3', from: at, to: at }])).get('SE3')?.get(at)
}

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
})

describe('spot prices', () => {
  test('prices in euro need the rate of the day before the auction, and keep it', async () => {
    await expect(
      importSpotPrices(
        system,
        fullDay((index) => index),
      ),
    ).rejects.toMatchObject({ code: 'precondition_failed' })
    await importExchangeRates(system, RATES)
    expect(
      await importSpotPrices(
        system,
        fullDay((index) => index),
      ),
    ).toEqual([{ area: 'SE3', day: DAY, revision: 1, prices: 96, changed: 96 }])
    // Of the 12th, although the 13th is known as well: prices of the 14th were set on the 13th.
    expect(await priceAt(10)).toEqual({ perKwh: '0.115', minutes: 15, source: 'entsoe', revision: 1 })
    const [stored] = await getDb().execute(
      sql`select rate::text as rate, rate_source, rate_day::text as day from price_publications where kind = 'spot'`,
    )
    expect(stored).toEqual({ rate: '11.5', rate_source: 'ecb', day: '2026-10-12' })
  })

  test('the same file again changes nothing; a correction is a revision, and the old one stays', async () => {
    await importExchangeRates(system, RATES)
    await importSpotPrices(
      system,
      fullDay(() => 100),
    )
    expect(
      await importSpotPrices(
        system,
        fullDay(() => 100),
      ),
    ).toMatchObject([{ revision: null, changed: 0 }])
    expect(
      await importSpotPrices(
        system,
        fullDay((index) => (index === 3 ? 200 : 100)),
      ),
    ).toMatchObject([{ revision: 2, changed: 1 }])
    expect(await priceAt(3)).toMatchObject({ perKwh: '2.3', revision: 2 })
    const rows = await getDb().execute(
      sql`select revision, per_kwh::text as price from spot_prices where started_at = ${new Date(FROM + 45 * MINUTE_MS).toISOString()} order by 1`,
    )
    expect([...rows]).toEqual(
      [
        { revision: 1, price: '1.15000000' },
        { revision: 2, price: '2.30000000' },
      ].map((row) => expect.objectContaining({ revision: row.revision })),
    )
  })

  test('a file that is wrong somewhere is stored nowhere', async () => {
    await importExchangeRates(system, RATES)
    const wrong = fullDay((index) => index).text.replace('>90<', '>ninety<')
    await expect(importSpotPrices(system, file(wrong))).rejects.toThrow(
      /prices.xml: line \d+: position ninety|prices.xml: line \d+: the price is not a number/,
    )
    expect(await priceAt(0)).toBeUndefined()
  })

  test('a part of a day adds to what is known, and hours do not replace quarters', async () => {
    await importExchangeRates(system, RATES)
    const part = (from: number, values: string[]) =>
      file(entsoeXml({ area: 'SE3', from: instant(FROM + from * 15 * MINUTE_MS), curve: 'A01', values }))
    await importSpotPrices(system, part(0, ['10', '20']))
    await importSpotPrices(system, part(2, ['30']))
    expect(
      [await priceAt(0), await priceAt(1), await priceAt(2), await priceAt(3)].map((price) => price?.revision),
    ).toEqual([1, 1, 2, undefined])
    const hourly = file(entsoeXml({ area: 'SE3', from: FROM, minutes: 60, values: ['5'] }))
    await expect(importSpotPrices(system, hourly)).rejects.toThrow(
      /prices by the quarter are known for SE3 on 2026-10-14/,
    )
  })

  test('elprisetjustnu is known by its name, and keeps its own kronor', async () => {
    const text = elprisetJson(
      FROM,
      15,
      Array.from({ length: 96 }, () => 0.05),
      11.2,
      2,
    )
    await expect(importSpotPrices(system, { format: 'elpriset', text, origin: 'day.json' })).rejects.toThrow(
      /which area/,
    )
    await importSpotPrices(system, { format: 'elpriset', text, origin: '10-14_SE3.json' })
    expect(await priceAt(0)).toEqual({ perKwh: '0.56', minutes: 15, source: 'elpriset', revision: 1 })
  })

  test('support may not import', async () => {
    await expect(
      importSpotPrices(
        staff('support'),
        fullDay(() => 1),
      ),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(importExchangeRates(staff('support'), RATES)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

test('rates: again changes nothing, a correction is a revision', async () => {
  expect(await importExchangeRates(system, RATES)).toMatchObject([{ revision: 1 }, { revision: 1 }])
  expect(await importExchangeRates(system, { ...RATES, text: RATES.text.replace('11.5', '11.50') })).toMatchObject([
    { revision: null },
    { revision: null },
  ])
  expect(await importExchangeRates(system, { ...RATES, text: RATES.text.replace('11.5', '11.6') })).toMatchObject([
    { revision: 2 },
    { revision: null },
  ])
})

describe('a session on a plan that follows the exchange', () => {
  const uppsala = { latitude: '59.858', longitude: '17.645' }
  async function onSpot(rules = spotRules({})) {
    const id = await createPricePlan(system, { name: 'Kvart', description: '', audience: 'private' })
    await publishPricePlanVersion(system, id, { validFrom: '2026-01-01', rules })
    await assignPricePlan(system, portal.customerId, id, calendarDate('2026-01-01'))
  }
  const charge = (coordinates: { latitude: string; longitude: string } | null = uppsala) => {
    const built = portal.build({ startedAt: instant(FROM + 10 * 60 * MINUTE_MS) })
    return portal.store({ ...built, location: { ...built.location, coordinates, country: 'SWE' } })
  }
  const DRAFT = 'inv_1' as InvoiceId // of nobody's making
  async function putOnDraft(cdrId: CdrId) {
    const db = getDb()
    await db.execute(sql`insert into sellers (id, name, trade_name, organisation_number, vat_number, street, postal_code, city, country, seat, bankgiro, swish, phone, email)
      values ('s', 's', 's', 's', 's', 's', 's', 's', 'SE', 's', 's', 's', 's', 's')`)
    await db.execute(sql`insert into invoices (id, kind, state, seller_id, customer_id, period, currency, net_minor, vat_minor, gross_minor, rounding_minor, payable_minor, settled_minor, created_at)
      values (${DRAFT}, 'invoice', 'draft', 's', ${portal.customerId}, '2026-10', 'SEK', 0, 0, 0, 0, 0, 0, now())`)
    await db.execute(
      sql`insert into invoiced_cdrs (cdr_id, invoice_id, rating_id) values (${cdrId}, ${DRAFT}, 'rat_1')`,
    )
  }
  async function stateOf(cdrId: CdrId) {
    const [row] = await getDb().execute(sql`
      select c.status, r.retail_net_minor::int as net, r.lines, (select array_agg(code order by code) from cdr_findings f where f.cdr_id = c.id and severity = 'hold') as held
      from cdrs c left join ratings r on r.cdr_id = c.id and r.superseded_at is null where c.id = ${cdrId}`)
    return row as {
      status: string
      net: number | null
      lines: { kind: string; parts: { spot?: unknown }[] }[]
      held: string[] | null
    }
  }

  test('is held until its price is known, then rated with the revision it used, and stays', async () => {
    await onSpot()
    const cdrId = await charge()
    await rateCdrs(system, [cdrId])
    expect(await stateOf(cdrId)).toMatchObject({ status: 'held', net: null, held: ['SPOT_PRICE_MISSING'] })
    await importExchangeRates(system, RATES)
    await importSpotPrices(
      system,
      fullDay(() => 100),
    )
    expect(await rateAwaitingPrices(system)).toEqual({ rated: 1, waiting: 0 })
    // 16.5 kWh at 1.15 and 0.40.
    const rated = await stateOf(cdrId)
    expect(rated).toMatchObject({ status: 'accepted', net: 1898 + 660, held: null })
    expect(rated.lines[0]?.parts[0]?.spot).toEqual({ source: 'entsoe', revision: 1, minutes: 15 })
    await importSpotPrices(
      system,
      fullDay(() => 200),
    )
    expect(await rateAwaitingPrices(system)).toEqual({ rated: 0, waiting: 0 })
    expect((await stateOf(cdrId)).net).toBe(1898 + 660)
    await reRateCdr(staff('finance'), cdrId)
    expect((await stateOf(cdrId)).net).toBe(3795 + 660)
  })

  test('is rated again, once, when its price is corrected; what is billed is told with what it would cost', async () => {
    await onSpot()
    await importExchangeRates(system, RATES)
    await importSpotPrices(
      system,
      fullDay(() => 100),
    )
    const [open, billed, decided] = [await charge(), await charge(), await charge()]
    await rateCdrs(system, [open, billed, decided])
    await putOnDraft(billed)
    await getDb().execute(
      sql`insert into cdr_reviews (cdr_id, decision, reason, user_id, at) values (${decided}, 'corrected', 'skäl', 'usr', now())`,
    )
    const publications = async () =>
      (await getDb().execute(
        sql`select (payload ->> 'publicationId') as id from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'apply-price-correction' order by j.id`,
      )) as unknown as { id: PricePublicationId }[]
    // A gap that is filled corrects nothing.
    expect(await publications()).toEqual([])
    clock.set(instant(clock.now() + MINUTE_MS))
    // A quarter of the charge, and one of the night before it.
    await importSpotPrices(
      system,
      fullDay((index) => (index === 42 || index === 3 ? 200 : 100)),
    )
    const [correction] = await publications()
    const before = await stateOf(open)
    expect(await applyPriceCorrection(system, correction!.id)).toEqual({ rated: 1, billed: 1, decided: 1 })
    const after = await stateOf(open)
    expect(after.net! - before.net!).toBeGreaterThan(0)
    expect([(await stateOf(billed)).net, (await stateOf(decided)).net]).toEqual([before.net, before.net])
    // Again: what was rated again is not found, what stays is noted as before.
    expect(await applyPriceCorrection(system, correction!.id)).toEqual({ rated: 0, billed: 1, decided: 1 })
    const [told] = await listPriceCorrections(staff('finance'))
    expect(told).toMatchObject({ area: 'SE3', day: DAY, rated: 1, left: 2 })
    expect(told!.leftMinor).toBe(2n * told!.ratedMinor)
    expect((await listLeftCharges(staff('finance'))).map(({ cdrId, outcome }) => [cdrId, outcome]).toSorted()).toEqual(
      [
        [billed, 'billed'],
        [decided, 'decided'],
      ].toSorted(),
    )
    // A price that the charge did not use concerns nothing.
    await importSpotPrices(
      system,
      fullDay((index) => (index === 42 ? 200 : index === 3 ? 300 : 100)),
    )
    expect(await applyPriceCorrection(system, (await publications()).at(-1)!.id)).toEqual({
      rated: 0,
      billed: 0,
      decided: 0,
    })
    // Off the invoice again, it is priced as the others.
    await getDb().execute(sql`delete from graphile_worker._private_jobs`)
    await getDb().transaction((db) => removeDrafts(db, [DRAFT]))
    expect(await publications()).toEqual([correction])
    clock.set(instant(clock.now() + MINUTE_MS))
    expect(await applyPriceCorrection(system, correction!.id)).toMatchObject({ rated: 1, decided: 1 })
    clock.set(instant(clock.now() + MINUTE_MS))
    await reRateCdr(staff('finance'), decided)
    expect(await listLeftCharges(staff('finance'))).toEqual([])
  })

  test('at a place near a border is held until staff say where it lies', async () => {
    await onSpot()
    await importExchangeRates(system, RATES)
    await importSpotPrices(
      system,
      fullDay(() => 100),
    )
    const cdrId = await charge({ latitude: '57.40', longitude: '15.00' })
    await rateCdrs(system, [cdrId])
    expect(await stateOf(cdrId)).toMatchObject({ status: 'held', held: ['BIDDING_AREA_UNKNOWN'] })
    const [{ key } = { key: '' }] = (await getDb().execute(
      sql`select upper(country_code || '*' || party_id || '*' || (body #>> '{location,id}')) as key from cdrs where id = ${cdrId}`,
    )) as unknown as { key: string }[]
    await expect(decideLocationArea(staff('support'), key, 'SE3')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(decideLocationArea(staff('finance'), key, 'SE9')).rejects.toMatchObject({ code: 'invalid' })
    await getDb()
      .execute(sql`insert into locations (id, partner_id, country_code, party_id, ocpi_id, key, name, address, city, country, latitude, longitude, time_zone, publish, body, received, last_updated, created_at, updated_at)
      select 'loc_' || n, ${portal.partnerId}, split_part(${key}, '*', 1), split_part(${key}, '*', 2), split_part(${key}, '*', 3) || suffix, ${key} || suffix, place, '', '', 'SWE', latitude, longitude,
        'Europe/Stockholm', true, '{}', '{}', now(), now(), now()
      from (values (1, '', 'Gränsen', 57.40, 15.00), (2, '-2', 'Uppsala', 59.86, 17.64)) v (n, suffix, place, latitude, longitude)`)
    expect(await listUndecidedPlaces(staff('support'))).toMatchObject([
      { key, name: 'Gränsen', basis: 'border', proposal: { area: 'SE4', by: 'line' }, waiting: 1 },
    ])
    const areas = [key, `${key}-2`].map((locationKey) => ({ locationKey, area: 'SE3' }))
    await expect(
      decideLocationAreas(staff('finance'), [...areas, { locationKey: key, area: 'SE9' }]),
    ).rejects.toMatchObject({ code: 'invalid' })
    expect(await listUndecidedPlaces(staff('support'))).toHaveLength(1)
    expect(await decideLocationAreas(staff('finance'), areas)).toBe(2)
    expect(await decideLocationAreas(staff('finance'), areas)).toBe(0)
    expect(await listUndecidedPlaces(staff('support'))).toEqual([])
    await rateAwaitingPrices(system)
    expect(await stateOf(cdrId)).toMatchObject({ status: 'accepted', held: null })
  })

  test('a discount for members is for those who are one on the day', async () => {
    await onSpot({ ...FIXED, discounts: [{ group: 'member', percent: '10', base: 'energy' }] })
    await setMembership(system, portal.customerId, { member: true, from: calendarDate('2026-10-03') })
    await setMembership(system, portal.customerId, { member: true, from: calendarDate('2026-10-04') })
    await setMembership(system, portal.customerId, { member: false, from: calendarDate('2026-10-05') })
    await expect(
      setMembership(staff('finance'), portal.customerId, { member: true, from: calendarDate('2026-10-01') }),
    ).rejects.toMatchObject({ code: 'invalid' })
    const on = async (day: number) => {
      const cdrId = await portal.rate({ startedAt: instant(Date.UTC(2026, 9, day, 10)) })
      return (await stateOf(cdrId)).lines.some(({ kind }) => kind === 'discount')
    }
    expect([await on(2), await on(3), await on(4), await on(5)]).toEqual([false, true, true, false])
  })

  test('sessions of a month that are rated at once do not use its limit twice', async () => {
    await onSpot({ ...FIXED, ...PLAN_DEFAULTS, monthCap: '100', freeKwhPerMonth: '20' })
    const ids: CdrId[] = []
    for (let index = 0; index < 6; index += 1)
      ids.push(await portal.store(portal.build({ evse: `E${index}` } as object)))
    await Promise.all([rateCdrs(system, ids.slice(0, 3)), rateCdrs(system, ids.slice(3))])
    const states = await Promise.all(ids.map(stateOf))
    const free = states.flatMap(({ lines }) => lines.filter(({ kind }) => kind === 'allowance')) as unknown as {
      quantity: string
    }[]
    expect(states.reduce((total, { net }) => total + (net ?? 0), 0)).toBe(10_000)
    expect(free.reduce((total, { quantity }) => total + Number(quantity), 0)).toBe(-20)
    // Again, one by one: each counts the others and not itself.
    for (const cdrId of ids) await reRateCdr(system, cdrId)
    const again = await Promise.all(ids.map(stateOf))
    expect(again.map(({ net }) => net)).toEqual(states.map(({ net }) => net))
  })
})

test('staff see the curve of a day, its gaps and corrections, and the rates', async () => {
  await importExchangeRates(system, RATES)
  await importSpotPrices(
    system,
    fullDay(() => 100),
  )
  await importSpotPrices(
    system,
    fullDay((index) => (index === 3 ? 200 : 100)),
  )
  const day = await getSpotDay(staff('support'), 'SE3', DAY)
  expect(day.quarters).toHaveLength(96)
  expect(day.quarters[3]?.price).toMatchObject({ perKwh: expect.stringMatching(/^2.30*$/), revision: 2 })
  expect(day.publications).toMatchObject([
    { revision: 2, changed: 1, rateDay: '2026-10-12' },
    { revision: 1, changed: 96 },
  ])
  const gaps = await listPriceGaps(staff('support'))
  expect(gaps).toContainEqual({ area: 'SE3', day: '2026-10-15', missing: 96 })
  expect(gaps).not.toContainEqual(expect.objectContaining({ area: 'SE3', day: DAY }))
  expect(await listRates(staff('support'))).toMatchObject([{ day: '2026-10-13' }, { day: '2026-10-12', rate: '11.5' }])
  const place = { country: 'SWE', coordinates: { latitude: '57.4', longitude: '15' } }
  expect(await findLocationArea(staff('support'), 'se*kul*1', place)).toMatchObject({ area: null, basis: 'border' })
  await decideLocationArea(staff('finance'), 'SE*KUL*1', 'SE4')
  expect(await findLocationArea(staff('support'), 'se*kul*1', place)).toMatchObject({ area: 'SE4', basis: 'staff' })
})

describe('over HTTP', () => {
  let server: Server
  const asked: string[] = []
  let answer: (path: string) => { status: number; body: string } = () => ({ status: 404, body: '' })
  let base = ''
  beforeEach(async () => {
    vi.stubEnv('ALLOW_PRIVATE_PEERS', '1')
    asked.length = 0
    server = createServer((request, response) => {
      const path = request.url ?? ''
      asked.push(path)
      const { status, body } = answer(path)
      response.writeHead(status).end(body)
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    server.closeAllConnections()
    server.close()
  })
  const sources = () => ({
    entsoeUrl: `${base}/api`,
    entsoeToken: 'hush-hush',
    elprisetUrl: `${base}/v1`,
    ecbUrl: `${base}/ecb`,
  })

  test('asks for what is due and not known, rates first, the second source for what the first has not', async () => {
    clock.set(parseInstant('2026-10-15T12:00:00Z')!)
    const rates = ecbXml(Object.fromEntries(['09', '12', '13', '14'].map((day) => [`2026-10-${day}`, { SEK: '11' }])))
    answer = (path) => {
      if (path.startsWith('/ecb')) return { status: 200, body: rates }
      const start = /periodStart=(\d{12})/.exec(path)?.[1]
      if (start) {
        const from = parseInstant(
          `${start.slice(0, 4)}-${start.slice(4, 6)}-${start.slice(6, 8)}T${start.slice(8, 10)}:00:00Z`,
        )!
        const isLast = from === startOfDay(calendarDate('2026-10-16'), 'Europe/Stockholm')
        const area = (['SE1', 'SE2', 'SE3', 'SE4'] as const).find((_, index) =>
          path.includes(['44P', '45N', '46L', '47J'][index]!),
        )!
        return isLast
          ? { status: 200, body: '<Acknowledgement_MarketDocument/>' }
          : { status: 200, body: entsoeXml({ area, from, values: quarters(() => 50) }) }
      }
      return path.includes('_SE3')
        ? {
            status: 200,
            body: elprisetJson(
              startOfDay(calendarDate('2026-10-16'), 'Europe/Stockholm'),
              15,
              Array.from({ length: 96 }, () => 0.04),
              11,
              2,
            ),
          }
        : { status: 404, body: '' }
    }
    const first = await fetchDuePrices(system, sources())
    expect(asked[0]).toBe('/ecb/eurofxref-hist-90d.xml')
    expect(first.missing).toEqual(['SE1', 'SE2', 'SE4'].map((area) => ({ area, day: '2026-10-16' })))
    expect(first.failures.some((each) => each.includes('hush'))).toBe(false)
    const at = startOfDay(calendarDate('2026-10-16'), 'Europe/Stockholm')
    expect((await loadSpotPrices(getDb(), [{ area: 'SE3', from: at, to: at }])).get('SE3')?.get(at)).toMatchObject({
      source: 'elpriset',
      perKwh: '0.44',
    })
    const origins = await getDb().execute(sql`select distinct origin from price_publications`)
    expect(JSON.stringify([...origins])).not.toContain('hush')
    asked.length = 0
    await fetchDuePrices(system, sources())
    expect(asked.filter((path) => path.startsWith('/ecb'))).toHaveLength(0)
    expect(asked.filter((path) => path.startsWith('/api'))).toHaveLength(3)
  })

  test('asks nobody where no address is set', async () => {
    const nobody = { entsoeUrl: undefined, entsoeToken: undefined, elprisetUrl: undefined, ecbUrl: undefined }
    expect(await fetchDuePrices(system, nobody)).toEqual({ imported: 0, missing: [], failures: [] })
    expect(asked).toEqual([])
  })

  test('a source that fails is told and does not stop the others', async () => {
    clock.set(instant(Date.UTC(2026, 9, 15, 9) + DAY_MS))
    answer = () => ({ status: 404, body: 'no' })
    const { imported, failures } = await fetchDuePrices(system, { ...sources(), elprisetUrl: undefined })
    expect(imported).toBe(0)
    expect(failures[0]).toBe('rates: HTTP 404')
    expect(failures).toHaveLength(1 + 16)
  })
})
