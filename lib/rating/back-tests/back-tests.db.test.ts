import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { buildTariff } from '@/db/factories/build-cdr'
import { getDb } from '@/db/client'
import { clock, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { truncateAll } from '@/db/testing/test-sql'
import { calendarDate, instant } from '@/lib/kernel/time'
import { PASS_THROUGH } from '../fixtures/build-subject'
import type { PricePlanRules } from '../core/price-plan'
import { reRateCdr } from '../re-rate-cdr'
import { getBackTest, listBackTests, listTriedCustomers } from './queries'
import { runBackTest } from './run-back-test'
import { startBackTest, type StartBackTest } from './start-back-test'
import { steerBackTest } from './steer-back-test'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
  portal = await openPortal()
})

const finance = staff('finance')
const DEARER: PricePlanRules = {
  ...PASS_THROUGH,
  energy: { method: 'pass_through', markupPercent: '20', markupPerKwh: '0.1' },
}

function order(given: Partial<StartBackTest> = {}): StartBackTest {
  return {
    pricePlanId: portal.planId,
    name: 'Prov',
    rules: PASS_THROUGH,
    scope: 'plan',
    from: calendarDate('2026-10-01'),
    to: calendarDate('2026-10-31'),
    ...given,
  }
}

async function tried(given: Partial<StartBackTest> = {}) {
  const id = await startBackTest(finance, order(given))
  await runBackTest(system, id)
  return getBackTest(finance, id)
}

/** Sessions of many shapes: fees, parking, a fee per minute, one without any tariff. */
async function rateSeveral(): Promise<void> {
  await portal.rate()
  await portal.rate({ texts: [{ minutes: 17, kwh: '3.333' }], exclVat: '10.67' })
  const tariffs = [
    buildTariff({
      components: [
        ['ENERGY', '2.4', 100],
        ['TIME', '6', 900],
        ['PARKING_TIME', '12', 900],
        ['FLAT', '5'],
      ],
    }),
  ]
  await portal.rate({ tariffs, exclVat: '70.6' })
  await portal.rate({ tariffs: [], exclVat: '60' })
}

describe('a back-test', () => {
  test('of the plan in force gives what was charged, to the öre', async () => {
    await rateSeveral()
    const { report, state, done, total } = await tried()
    const [charged] = await getDb().execute(sql`
      select count(*)::int as charges, sum(retail_net_minor)::text as net, sum(retail_gross_minor)::text as gross,
        sum(margin_minor)::text as margin
      from ratings r join cdrs c on c.id = r.cdr_id where r.superseded_at is null and c.status = 'accepted'`)
    expect(state).toBe('done')
    expect(done).toBe(total)
    expect(charged?.['charges']).toBeGreaterThanOrEqual(2)
    expect(report!.all).toMatchObject({
      charges: charged!['charges'],
      beforeNet: charged!['net'],
      afterNet: charged!['net'],
      afterGross: charged!['gross'],
      marginAfter: charged!['margin'],
    })
    expect(report!.sessions.same).toBe(charged!['charges'])
    expect(report!.notable).toBe(0)
  })

  test('takes every customer once, whatever part their charges are in', async () => {
    await portal.rate()
    await getDb().execute(sql`
      insert into rated_charges (cdr_id, customer_id, partner_id, price_plan_version_id, started_at, country, city, current, power_kw,
        energy_kwh, currency, credit, cost_minor, cost_fees_minor, net_minor, vat_minor, gross_minor, margin_minor, facts)
      select cdr_id || n, customer_id || n, partner_id, price_plan_version_id, started_at, country, city, current, power_kw, energy_kwh,
        currency, credit, cost_minor, cost_fees_minor, net_minor, vat_minor, gross_minor, margin_minor, facts
      from rated_charges, generate_series(1, 299) n`)
    const { report, done } = await tried({ rules: DEARER })
    expect(done).toBe(300)
    expect(report!.all).toMatchObject({ charges: 300, beforeNet: '1633500', afterNet: '1950300' })
    expect(report).toMatchObject({ customerCount: 300, notable: 300 })
  })

  test('of a plan with a limit for the month counts the charges of the month in their order', async () => {
    for (let count = 0; count < 3; count += 1) await portal.rate()
    const { report } = await tried({ rules: { ...PASS_THROUGH, monthCap: '100' } })
    expect(report!.all).toMatchObject({ charges: 3, beforeNet: '16335', afterNet: '10000' })
    expect(report!.sessions).toMatchObject({ same: 1, below_10: 1, below_25: 1 })
  })

  test('of a dearer plan says who pays more, by how much, and where the margin grows', async () => {
    await portal.rate()
    const test = await tried({ rules: DEARER, scope: 'all' })
    // 16.5 kWh at 3.20 and 0.10, then 20 % of the operator's 52.80 on top.
    expect(test.report!.all).toMatchObject({
      beforeNet: '5445',
      afterNet: '6501',
      marginBefore: '165',
      marginAfter: '1221',
    })
    expect(test.report).toMatchObject({ notable: 1, customerCount: 1 })
    expect(test.report!.sessions.above_10).toBe(1)
    expect(test.report!.bands).toMatchObject({ AC: { charges: 1 } })
    expect(Object.keys(test.report!.partners)).toEqual([portal.partnerId])
    const { rows, count } = await listTriedCustomers(finance, test.id, 'notable')
    expect(count).toBe(1)
    expect(rows[0]).toMatchObject({
      customerId: portal.customerId,
      beforeMinor: 6806n,
      afterMinor: 8126n,
      change: 1939,
    })
    expect((await listTriedCustomers(finance, test.id, 'less')).rows).toEqual([])
  })

  test('takes in neither another period, nor what is held or waits', async () => {
    await portal.rate({ startedAt: instant(Date.UTC(2026, 8, 30, 6)) })
    await portal.rate({ exclVat: '97.2' })
    expect((await tried()).report!.all.charges).toBe(0)
    await portal.store(portal.build())
    expect((await tried({ to: calendarDate('2026-10-02') })).total).toBe(0)
  })

  test('packs what was rated before there were packs', async () => {
    await rateSeveral()
    const before = (await tried()).report
    await getDb().execute(sql`update rated_charges set facts = null`)
    expect((await tried()).report).toEqual(before)
  })

  test('a new rating takes the place of the old one', async () => {
    const cdrId = await portal.rate()
    await reRateCdr(finance, cdrId)
    expect((await tried()).report!.all.charges).toBe(1)
  })

  test('that was cancelled does nothing, and goes on when it is resumed', async () => {
    await rateSeveral()
    const id = await startBackTest(finance, order())
    await steerBackTest(finance, id, 'cancel')
    await runBackTest(system, id)
    expect(await getBackTest(finance, id)).toMatchObject({ state: 'cancelled', done: 0, report: null })
    await steerBackTest(finance, id, 'resume')
    await runBackTest(system, id)
    const done = await getBackTest(finance, id)
    expect(done.state).toBe('done')
    await runBackTest(system, id)
    expect(await getBackTest(finance, id)).toEqual(done)
    await expect(steerBackTest(finance, id, 'cancel')).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('that broke off prices only the parts it has not priced', async () => {
    await portal.rate()
    const whole = await tried({ rules: DEARER })
    const id = await startBackTest(finance, order({ rules: DEARER }))
    await getDb().execute(sql`
      insert into back_test_parts (back_test_id, part, charges, done_at, report)
      select ${id}, part, charges, done_at, report from back_test_parts where back_test_id = ${whole.id}`)
    await runBackTest(system, id)
    expect((await getBackTest(finance, id)).report).toEqual(whole.report)
    // The customers of a part are written with it, so nobody wrote them a second time.
    expect((await listTriedCustomers(finance, id, 'all')).count).toBe(0)
  })

  test('needs complete rules, a period and the permission', async () => {
    await expect(startBackTest(finance, order({ to: calendarDate('2026-09-01') }))).rejects.toMatchObject({
      code: 'invalid',
    })
    const gap = { ...PASS_THROUGH, energy: { method: 'fixed' as const, bands: [] } }
    await expect(startBackTest(finance, order({ rules: gap }))).rejects.toMatchObject({ code: 'invalid' })
    await expect(startBackTest(staff('support'), order())).rejects.toMatchObject({ code: 'forbidden' })
    expect(await listBackTests(finance)).toEqual([])
  })
})
