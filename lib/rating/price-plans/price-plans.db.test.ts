import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { insertCustomer } from '@/db/factories/customers'
import { auditEvents } from '@/db/schema/platform'
import { pricePlanVersions } from '@/db/schema/rating'
import { truncateAll } from '@/db/testing/test-sql'
import { calendarDate, instant } from '@/lib/kernel/time'
import { FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { clock, customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { reRateCdr } from '../re-rate-cdr'
import { PricePlanRulesInput } from '../schema'
import { assignPricePlan } from './assign-price-plan'
import { createPricePlan } from './create-price-plan'
import { ensurePublicPlan } from './ensure-public-plan'
import { getCustomerPlans } from './get-customer-plans'
import { previewAssignment } from './preview-assignment'
import { savePlanDraft } from './save-plan-draft'
import { previewPlan } from './preview-plan'
import { publishPricePlanVersion } from './publish-price-plan-version'
import { getMyPrices, getPricePlan, getPublicPrices, listPricePlans, pricePlanFor } from './queries'
import { setMembership } from './set-membership'
import { withdrawAssignment } from './withdraw-assignment'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

const business = { name: 'Företag', description: '', audience: 'business' as const }
const today = calendarDate('2026-10-15')

async function publishedBusiness() {
  const id = await createPricePlan(staff('finance'), business)
  await publishPricePlanVersion(system, id, { validFrom: '2026-01-01', rules: FIXED })
  return id
}

test('there is one public plan, however often it is made sure of', async () => {
  expect(await ensurePublicPlan(system)).toBe(portal.planId)
  await expect(createPricePlan(system, { ...business, audience: 'public' })).rejects.toMatchObject({ code: 'conflict' })
})

test('versions follow each other, and what is published stays', async () => {
  const id = await publishedBusiness()
  await publishPricePlanVersion(system, id, { validFrom: '2026-11-01', rules: PASS_THROUGH })
  await publishPricePlanVersion(system, id, { validFrom: '2026-10-20', rules: PASS_THROUGH })
  const plan = await getPricePlan(staff('auditor'), id)
  expect(plan.versions.map(({ version, validFrom }) => [version, validFrom])).toEqual([
    [3, '2026-10-20'],
    [2, '2026-11-01'],
    [1, '2026-01-01'],
  ])
  await expect(getDb().update(pricePlanVersions).set({ validFrom: today })).rejects.toThrow()
  const [listed] = (await listPricePlans(staff('support'))).filter((each) => each.id === id)
  expect([listed?.current?.version, listed?.upcoming?.version]).toEqual([1, 3])
  const events = await getDb().select().from(auditEvents)
  expect(events.filter((event) => event.action === 'price-plan.publish' && event.entityId === id)).toHaveLength(3)
})

test.each([
  ['a day that has passed', { validFrom: '2026-10-14', rules: FIXED }, 'invalid'],
  ['a day that has a version', { validFrom: '2026-01-01', rules: FIXED }, 'invalid'],
  [
    'rules with a gap',
    {
      validFrom: '2026-12-01',
      rules: {
        ...FIXED,
        energy: { method: 'fixed' as const, bands: [{ current: 'AC' as const, fromKw: 0, toKw: null, perKwh: '1' }] },
      },
    },
    'invalid',
  ],
])('refuses %s', async (_name, input, code) => {
  const id = await publishedBusiness()
  await expect(publishPricePlanVersion(system, id, input)).rejects.toMatchObject({ code })
})

test('refuses two versions on a day to come', async () => {
  const id = await publishedBusiness()
  await publishPricePlanVersion(system, id, { validFrom: '2026-12-01', rules: FIXED })
  await expect(publishPricePlanVersion(system, id, { validFrom: '2026-12-01', rules: FIXED })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('two publications at once get two numbers', async () => {
  const id = await publishedBusiness()
  await Promise.all(
    ['2026-12-01', '2026-12-02', '2026-12-03'].map((validFrom) =>
      publishPricePlanVersion(system, id, { validFrom, rules: FIXED }),
    ),
  )
  expect((await getPricePlan(staff('auditor'), id)).versions.map((each) => each.version)).toEqual([4, 3, 2, 1])
})

test('the plan of the day: assigned from a day on, the public one before', async () => {
  const id = await publishedBusiness()
  const customerId = await insertCustomer({ kind: 'business' })
  await assignPricePlan(staff('finance'), customerId, id, calendarDate('2026-10-20'))
  await assignPricePlan(staff('finance'), customerId, id, calendarDate('2026-10-20'))
  const planOn = async (day: string) =>
    (await pricePlanFor(staff('support'), customerId, calendarDate(day)))?.pricePlanId
  expect(await planOn('2026-10-19')).toBe(portal.planId)
  expect(await planOn('2026-10-20')).toBe(id)
  const events = await getDb().select().from(auditEvents)
  expect(events.filter((event) => event.action === 'price-plan.assign')).toHaveLength(1)
})

test('staff cannot assign a plan for days that have passed, nor one without prices', async () => {
  const id = await publishedBusiness()
  const empty = await createPricePlan(system, { ...business, name: 'Tom' })
  const customerId = await insertCustomer()
  await expect(assignPricePlan(staff('finance'), customerId, id, calendarDate('2026-10-14'))).rejects.toMatchObject({
    code: 'invalid',
  })
  await expect(assignPricePlan(staff('finance'), customerId, empty, today)).rejects.toMatchObject({
    code: 'precondition_failed',
  })
})

test('a plan for some days, and taken back before they come', async () => {
  const id = await publishedBusiness()
  const customerId = await insertCustomer({ kind: 'business' })
  const finance = staff('finance')
  const [from, until] = [calendarDate('2026-10-20'), calendarDate('2026-11-20')]
  await assignPricePlan(finance, customerId, id, from, until)
  await assignPricePlan(finance, customerId, id, from, until)
  const planned = async () => {
    const { periods, planned: days } = await getCustomerPlans(finance, customerId)
    return [periods.map(({ from: day, version }) => [day, version?.name]).slice(-2), days]
  }
  expect(await planned()).toEqual([
    [
      [from, 'Företag'],
      [until, 'Laddnota'],
    ],
    [from, until],
  ])
  // Another change for a day in between would be lost.
  await expect(
    assignPricePlan(finance, customerId, id, calendarDate('2026-10-16'), calendarDate('2026-10-21')),
  ).rejects.toMatchObject({ code: 'conflict' })
  await expect(assignPricePlan(finance, customerId, id, from, from)).rejects.toMatchObject({ code: 'invalid' })
  await expect(withdrawAssignment(finance, customerId, today)).rejects.toMatchObject({ code: 'invalid' })
  await expect(withdrawAssignment(staff('support'), customerId, until)).rejects.toMatchObject({ code: 'forbidden' })
  await withdrawAssignment(finance, customerId, until)
  await withdrawAssignment(finance, customerId, until)
  expect((await planned())[1]).toEqual([from])
  const events = await getDb().select().from(auditEvents)
  expect(events.filter((event) => event.action === 'price-plan.withdraw-assignment')).toHaveLength(1)
})

test('staff give no plan for others than the customer’s kind, and none before it has prices', async () => {
  const id = await publishedBusiness()
  const later = await createPricePlan(system, { ...business, name: 'Senare' })
  await publishPricePlanVersion(system, later, { validFrom: '2026-12-01', rules: FIXED })
  await expect(assignPricePlan(staff('finance'), portal.customerId, id, today)).rejects.toMatchObject({
    code: 'invalid',
    field: 'pricePlanId',
  })
  const customerId = await insertCustomer({ kind: 'business' })
  await expect(assignPricePlan(staff('finance'), customerId, later, today)).rejects.toMatchObject({
    code: 'precondition_failed',
  })
  expect((await getCustomerPlans(staff('finance'), portal.customerId)).choices.map(({ name }) => name)).toEqual([
    'Laddnota',
  ])
})

test('what another plan makes of the charges so far is what rating by it gives', async () => {
  const id = await publishedBusiness()
  const ids = [await portal.rate(), await portal.rate()]
  const { charges, after } = await previewAssignment(staff('support'), {
    customerId: portal.customerId,
    pricePlanId: id,
    from: today,
  })
  // As if it had been so from the start.
  await assignPricePlan(system, portal.customerId, id, calendarDate('2026-01-01'))
  for (const cdrId of ids) await reRateCdr(system, cdrId)
  const [sum] = await getDb().execute(
    sql`select sum(retail_gross_minor)::int as gross from ratings where superseded_at is null`,
  )
  expect(after?.name).toBe('Företag')
  expect(charges).toMatchObject({ count: 2, unpriced: 0, afterMinor: BigInt(String(sum?.['gross'])) })
  expect(charges.beforeMinor).toBeGreaterThan(0n)
})

test('a membership begins and ends on the day that is named, and can be moved before it comes', async () => {
  const finance = staff('finance')
  const set = (member: boolean, from: string) =>
    setMembership(finance, portal.customerId, { member, from: calendarDate(from) })
  const known = async () => (await getCustomerPlans(finance, portal.customerId)).memberships
  await set(true, '2026-11-01')
  await set(true, '2026-10-20')
  expect(await known()).toEqual([{ from: '2026-10-20', until: null }])
  await set(false, '2026-12-01')
  await set(false, '2026-11-15')
  expect(await known()).toEqual([{ from: '2026-10-20', until: '2026-11-15' }])
  await set(true, '2026-11-10')
  expect(await known()).toEqual([{ from: '2026-10-20', until: null }])
  await set(false, '2026-10-15')
  expect(await known()).toEqual([])
})

test('the version of the day of the session prices it', async () => {
  const id = await publishedBusiness()
  await publishPricePlanVersion(system, id, {
    validFrom: '2026-10-16',
    rules: {
      ...FIXED,
      energy: {
        method: 'fixed',
        bands: [
          { current: 'AC', fromKw: 0, toKw: null, perKwh: '1' },
          { current: 'DC', fromKw: 0, toKw: null, perKwh: '1' },
        ],
      },
    },
  })
  await assignPricePlan(system, portal.customerId, id, calendarDate('2026-01-01'))
  clock.set(instant(Date.UTC(2026, 9, 20)))
  // 23.30 in Stockholm on the 15th, and 00.30 on the 16th
  const ids = [
    await portal.rate({ startedAt: instant(Date.UTC(2026, 9, 15, 21, 30)) }),
    await portal.rate({
      startedAt: instant(Date.UTC(2026, 9, 15, 22, 30)),
      authorizationReference: null,
      location: { ...portal.build().location },
    }),
  ]
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
  const previews = await Promise.all(ids.map((cdrId) => previewPlan(staff('finance'), { rules: PASS_THROUGH, cdrId })))
  expect(previews.map((preview) => preview.before?.netMinor)).toEqual([4224n, 1650n])
})

test('a preview shows the old price and the new and writes nothing', async () => {
  const cdrId = await portal.rate()
  const rules = { ...PASS_THROUGH, energy: { method: 'pass_through' as const, markupPercent: '10', markupPerKwh: '0' } }
  const preview = await previewPlan(staff('support'), { rules, cdrId })
  expect(preview).toMatchObject({
    before: { netMinor: 5445n },
    after: { ok: true, value: { netMinor: 5808n } },
    costMinor: 5280n,
    marginMinor: 528n,
  })
  await expect(previewPlan(staff('support'), { rules: { ...rules, startFee: '-1' }, cdrId })).rejects.toMatchObject({
    code: 'invalid',
  })
})

test('people read prices with VAT', async () => {
  expect(await getPublicPrices()).toMatchObject({
    planName: 'Laddnota',
    passThrough: { markupPercent: '0', markupPerKwh: '0.125' },
    bands: [],
    startFee: '0',
  })
  const id = await publishedBusiness()
  await assignPricePlan(system, portal.customerId, id, today)
  expect(await getMyPrices(customer(portal.customerId))).toMatchObject({
    passThrough: null,
    bands: [{ perKwh: '3.2' }, { perKwh: '4' }, { perKwh: '4.49' }],
    idleFee: { perMinute: '0.5', freeMinutes: 30, capPerSession: '50' },
  })
})

describe.each(['support', 'roaming', 'auditor'] as const)('%s', (role) => {
  test('may read prices and not set them', async () => {
    const ctx = staff(role)
    await expect(createPricePlan(ctx, business)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      savePlanDraft(ctx, portal.planId, { validFrom: '2027-01-01', rules: FIXED, reason: '' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(assignPricePlan(ctx, portal.customerId, portal.planId, today)).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await listPricePlans(ctx)).toHaveLength(1)
  })
})

test('a form may write decimals with a comma and leave a bound open', () => {
  const input = {
    energy: { method: 'fixed', bands: [{ current: 'DC', fromKw: '50', toKw: '', perKwh: '3,592' }] },
    startFee: '0',
    idleFee: null,
    monthlyFee: '39',
  }
  expect(PricePlanRulesInput.parse(input)).toMatchObject({
    energy: { bands: [{ fromKw: 50, toKw: null, perKwh: '3.592' }] },
    vatPercent: '25',
  })
  expect(PricePlanRulesInput.safeParse({ ...input, startFee: '-1' }).success).toBe(false)
})
