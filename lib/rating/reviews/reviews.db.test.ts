import { and, eq, isNull, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { buildCreditCdr } from '@/db/factories/build-cdr'
import { auditEvents } from '@/db/schema/platform'
import { cdrReviews, ratings } from '@/db/schema/rating'
import { cdrConflicts, cdrs } from '@/db/schema/roaming'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import type { CdrId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { partnerCtx } from '@/db/factories/cdrs'
import { clock, customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import type { Cdr } from '@/lib/roaming/core/session'
import { storeCdr } from '@/lib/roaming/cdrs/store-cdr'
import { judgeConflict } from '../judge-conflict'
import { getCdrDetail } from '../cdrs/queries/get-cdr-detail'
import { ZERO_EFFECT } from '../core/money-effect'
import { PLAN_DEFAULTS } from '../core/price-plan'
import { FIXED } from '../fixtures/build-subject'
import { assignPricePlan } from '../price-plans/assign-price-plan'
import { createPricePlan } from '../price-plans/create-price-plan'
import { publishPricePlanVersion } from '../price-plans/publish-price-plan-version'
import { rateCdrs } from '../rate-cdrs'
import { listCdrs } from '../cdrs/queries/list-cdrs'
import { getMyCharge } from '../charges/queries/get-my-charge'
import { correctCdr } from './correct-cdr'
import { decideCdrConflict } from './decide-cdr-conflict'
import { holdCdr, holdCdrs } from './hold-cdr'
import { bulkConsequences, holdConsequence, listCorrections, reviewConsequences } from './queries'
import { rejectCdr } from './reject-cdr'
import { releaseCdr } from './release-cdr'
import { reviewCdrs } from './review-cdrs'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

const reason = 'checked with the operator'
const statusOf = async (id: CdrId) =>
  (await getDb().select({ status: cdrs.status }).from(cdrs).where(eq(cdrs.id, id)))[0]?.status
const current = async (id: CdrId) =>
  (
    await getDb()
      .select()
      .from(ratings)
      .where(and(eq(ratings.cdrId, id), isNull(ratings.supersededAt)))
  )[0]
const overcharged = () => portal.rate({ exclVat: '97.2' })
/** Names a tariff that nobody has. */
const unpriceable = () => portal.rate({ tariffs: [], exclVat: '60' })

test('at our price the operator gets what its tariff gives', async () => {
  const id = await overcharged()
  const terms = await releaseCdr(staff('roaming'), id, { price: 'ours', reason })
  expect(terms).toMatchObject({ costMinor: 5280n, marginMinor: 165n, retail: { netMinor: 5445n } })
  expect(await statusOf(id)).toBe('accepted')
  expect(await current(id)).toMatchObject({ revision: 2, costMinor: 5280n, marginMinor: 165n })
  expect(await getDb().select().from(cdrReviews)).toMatchObject([
    { cdrId: id, decision: 'released_at_our_price', reason },
  ])
  const events = await getDb().select().from(auditEvents).where(eq(auditEvents.entityId, id))
  expect(events.map((event) => event.action)).toContain('cdr.release')
})

test('at the CPO’s price the customer still pays our calculation', async () => {
  const id = await overcharged()
  await releaseCdr(staff('finance'), id, { price: 'cpo', reason })
  expect(await current(id)).toMatchObject({ costMinor: 9720n, retailNetMinor: 5445n, marginMinor: -4275n })
})

test('one that cannot be priced can be taken over at the CPO’s total, as one line', async () => {
  const id = await unpriceable()
  await expect(releaseCdr(staff('roaming'), id, { price: 'ours', reason })).rejects.toThrow('our_price_unknown')
  await releaseCdr(staff('roaming'), id, { price: 'cpo', reason })
  const rating = await current(id)
  expect(rating).toMatchObject({ costMinor: 6000n, retailNetMinor: 6165n, marginMinor: 165n })
  expect(rating?.lines).toMatchObject([
    { kind: 'energy', quantity: '16.5', netMinor: '6000' },
    { kind: 'markup', netMinor: '165' },
  ])
})

test('the preview says what the decision then does', async () => {
  const id = await overcharged()
  const consequences = await reviewConsequences(staff('auditor'), id)
  expect(consequences).toEqual({
    advised: 'atOurPrice',
    atOurPrice: { ok: true, effect: { toCpoMinor: 5280n, customerPaysMinor: 5445n, marginMinor: 165n } },
    atCpoPrice: { ok: true, effect: { toCpoMinor: 9720n, customerPaysMinor: 5445n, marginMinor: -4275n } },
    rejected: { toCpoMinor: 0n, customerPaysMinor: 0n, marginMinor: 0n },
  })
  expect((await reviewConsequences(staff('auditor'), await unpriceable())).atOurPrice).toEqual({
    ok: false,
    reason: 'our_price_unknown',
  })
})

test('rejected, nobody pays; held again, somebody must decide again', async () => {
  const id = await overcharged()
  await rejectCdr(staff('roaming'), id, reason)
  expect(await statusOf(id)).toBe('rejected')
  await expect(rejectCdr(staff('roaming'), id, reason)).rejects.toMatchObject({ code: 'precondition_failed' })
  await holdCdr(staff('roaming'), id, 'the operator objects')
  expect(await statusOf(id)).toBe('held')
  await releaseCdr(staff('roaming'), id, { price: 'ours', reason })
  expect((await getDb().select().from(cdrReviews)).map((review) => review.decision)).toEqual([
    'rejected',
    'held',
    'released_at_our_price',
  ])
})

test('a conflicting repeat is decided once, by those who may, and the first body stays', async () => {
  const cdr = portal.build()
  const id = await portal.store(cdr)
  const other = {
    cdr: { ...cdr, totalEnergyKwh: '99' },
    received: '{"total_energy":99}',
    findings: [],
    source: 'push',
  } as const
  await storeCdr(partnerCtx(portal.partnerId, clock), other)
  const [conflict] = await getDb().select().from(cdrConflicts)
  const choice = { cdrId: id, conflictId: conflict!.id, decision: 'operator_corrects', reason } as const // it was just kept
  await expect(decideCdrConflict(staff('support'), choice)).rejects.toMatchObject({ code: 'forbidden' })
  await decideCdrConflict(staff('roaming'), choice)
  await expect(decideCdrConflict(staff('roaming'), choice)).rejects.toMatchObject({ code: 'precondition_failed' })
  await expect(decideCdrConflict(staff('roaming'), { ...choice, conflictId: 'req_none' })).rejects.toMatchObject({
    code: 'not_found',
  })
  const { conflicts, cdr: kept } = await getCdrDetail(staff('auditor'), id)
  expect(conflicts).toMatchObject([{ decision: 'operator_corrects', reason }])
  expect(kept.totalEnergyKwh).toBe('16.5')
})

test('what is on an invoice or credited is not decided anew', async () => {
  const billed = await portal.rate()
  const sql = testSql()
  await sql`insert into sellers (id, name, trade_name, organisation_number, vat_number, street, postal_code, city, country, seat, bankgiro, swish, phone, email)
    values ('s', 's', 's', 's', 's', 's', 's', 's', 'SE', 's', 's', 's', 's', 's')`
  await sql`insert into invoices (id, kind, state, seller_id, customer_id, period, currency, net_minor, vat_minor, gross_minor, rounding_minor, payable_minor, settled_minor, created_at)
    values ('inv_1', 'invoice', 'draft', 's', ${portal.customerId}, '2026-10', 'SEK', 0, 0, 0, 0, 0, 0, now())`
  await sql`insert into invoiced_cdrs (cdr_id, invoice_id, rating_id) values (${billed}, 'inv_1', 'rat_1')`
  await sql.end()
  await expect(holdCdr(staff('roaming'), billed, reason)).rejects.toMatchObject({ code: 'precondition_failed' })
  const cdr = portal.build()
  const ids = [await portal.store(cdr), await portal.store(buildCreditCdr(cdr))]
  await rateCdrs(system, ids)
  await expect(holdCdr(staff('roaming'), ids[0]!, reason)).rejects.toThrow('credited') // the first of two
})

test('a second credit of the same CDR cannot be released', async () => {
  const cdr = portal.build()
  const credit = buildCreditCdr(cdr)
  await rateCdrs(system, [await portal.store(cdr), await portal.store(credit)])
  const second = await portal.store({ ...credit, id: 'KUL-again' })
  await rateCdrs(system, [second])
  await expect(releaseCdr(staff('roaming'), second, { price: 'cpo', reason })).rejects.toMatchObject({
    code: 'precondition_failed',
  })
})

test('many at once: the effect of all, and the names of those left', async () => {
  const ids = [await overcharged(), await overcharged(), await unpriceable(), await portal.rate()]
  const preview = await bulkConsequences(staff('roaming'), ids.slice(0, 3))
  expect(preview.atOurPrice).toEqual({ toCpoMinor: 10560n, customerPaysMinor: 10890n, marginMinor: 330n, possible: 2 })
  const result = await reviewCdrs(staff('roaming'), ids, { decision: 'release', price: 'ours', reason })
  expect(result).toMatchObject({ done: 2, toCpoMinor: 10560n, customerPaysMinor: 10890n, marginMinor: 330n })
  expect(result.refused.map((entry) => entry.reason).toSorted()).toEqual(['our_price_unknown', 'the CDR is accepted'])
  expect(await Promise.all(ids.map(statusOf))).toEqual(['accepted', 'accepted', 'held', 'accepted'])
})

test('many at once are decided as they were shown, or not at all', async () => {
  const ids = [await overcharged(), await overcharged(), await portal.rate()]
  const ctx = staff('roaming')
  const { atOurPrice, rejected } = await bulkConsequences(ctx, ids)
  expect([atOurPrice.possible, rejected.possible]).toEqual([2, 2])
  const release = { decision: 'release', price: 'ours', reason } as const
  await expect(reviewCdrs(ctx, ids, release, { ...atOurPrice, toCpoMinor: 10561n })).rejects.toMatchObject({
    code: 'conflict',
  })
  await rejectCdr(ctx, ids[0]!, reason)
  await expect(reviewCdrs(ctx, ids, release, atOurPrice)).rejects.toMatchObject({ code: 'conflict' })
  expect(await Promise.all(ids.map(statusOf))).toEqual(['rejected', 'held', 'accepted'])
  expect(await reviewCdrs(ctx, ids, release, (await bulkConsequences(ctx, ids)).atOurPrice)).toMatchObject({ done: 1 })
})

test('many at once are held, and those that are not to be are named', async () => {
  const ids = [await portal.rate(), await overcharged(), await portal.rate()]
  const shown = await holdConsequence(staff('auditor'), ids)
  expect(shown).toEqual({ possible: 2, toCpoMinor: 10560n, customerPaysMinor: 10890n, marginMinor: 330n })
  const hold = { decision: 'hold', reason } as const
  await expect(reviewCdrs(staff('roaming'), ids, hold, { ...shown, customerPaysMinor: 10889n })).rejects.toMatchObject({
    code: 'conflict',
  })
  const { held, waiting, refused } = await holdCdrs(staff('roaming'), ids, reason)
  expect(waiting).toEqual({ toCpoMinor: 10560n, customerPaysMinor: 10890n, marginMinor: 330n })
  expect([held.toSorted(), refused.map((entry) => entry.reason)]).toEqual([
    [ids[0], ids[2]].toSorted(),
    ['the CDR is held'],
  ])
  expect(await Promise.all(ids.map(statusOf))).toEqual(['held', 'held', 'held'])
})

test('a rejected one that is held moves nothing yet', async () => {
  const id = await overcharged()
  await rejectCdr(staff('roaming'), id, reason)
  expect(await holdConsequence(staff('roaming'), [id])).toEqual({ ...ZERO_EFFECT, possible: 1 })
})

describe.each(['support', 'auditor'] as const)('%s', (role) => {
  test('may look and not decide', async () => {
    const id = await overcharged()
    const ctx = staff(role)
    await expect(releaseCdr(ctx, id, { price: 'ours', reason })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(rejectCdr(ctx, id, reason)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(holdCdr(ctx, id, reason)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(reviewCdrs(ctx, [id], { decision: 'reject', reason })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await reviewConsequences(ctx, id)).advised).toBe('atOurPrice')
    expect(await statusOf(id)).toBe('held')
  })
})

describe('another body under the id of an accepted CDR', () => {
  const arrive = async (given: Partial<Cdr>) => {
    const cdr = portal.build()
    const id = await portal.store(cdr)
    await rateCdrs(system, [id])
    const other = { ...cdr, ...given }
    const copy = { cdr: other, received: JSON.stringify(given), findings: [], source: 'push' } as const
    await storeCdr(partnerCtx(portal.partnerId, clock), copy)
    return id
  }

  test('that contradicts the charge takes it back, until the first one stands', async () => {
    const id = await arrive({ totalEnergyKwh: '12' })
    const jobs = await getDb().execute(sql`select 1 from graphile_worker.jobs where key = ${`judge-conflict:${id}`}`)
    expect(jobs).toHaveLength(1)
    expect(await judgeConflict(system, id)).toBe('judged')
    expect(await statusOf(id)).toBe('held')
    expect((await getCdrDetail(staff('auditor'), id)).reason).toBe('CONTRADICTED')
    const [conflict] = await getDb().select().from(cdrConflicts)
    const choice = { cdrId: id, conflictId: conflict!.id, decision: 'first_stands', reason } as const // it was just kept
    await decideCdrConflict(staff('roaming'), choice)
    expect(await judgeConflict(system, id)).toBe('judged')
    expect(await statusOf(id)).toBe('accepted')
    expect(await judgeConflict(system, id)).toBe('noted')
    expect(await statusOf(id)).toBe('accepted')
  })

  test('that differs in what surrounds it is noted', async () => {
    const id = await arrive({ remark: 'as told by the hub' })
    expect(await judgeConflict(system, id)).toBe('noted')
    expect(await statusOf(id)).toBe('accepted')
  })
})

describe('a correction', () => {
  const inWh = () => portal.rate({ texts: [{ minutes: 90, kwh: '16500' }], exclVat: '52.8' })

  test('by the unit: a new revision, billed at our price, while the CDR stays as it came', async () => {
    const id = await inWh()
    expect(
      (await listCorrections(staff('auditor'), id)).map(({ source, energyKwh }) => [source, energyKwh]),
    ).toContainEqual(['unit', '16.5'])
    await correctCdr(staff('roaming'), id, { source: 'unit', reason })
    expect(await current(id)).toMatchObject({
      revision: 2,
      correctedKwh: '16.5',
      costMinor: 5280n,
      retailNetMinor: 5445n,
    })
    expect((await getCdrDetail(staff('auditor'), id)).cdr.totalEnergyKwh).toBe('16500')
    expect(await getDb().select().from(cdrReviews)).toMatchObject([{ decision: 'corrected', reason }])
    expect(await statusOf(id)).toBe('accepted')
  })

  test('of many at once: by each source what it moves, done as it was shown, the others named', async () => {
    const ids = [await inWh(), await overcharged(), await inWh()]
    const ctx = staff('roaming')
    const { corrected } = await bulkConsequences(ctx, ids)
    const byUnit = corrected.find(({ source }) => source === 'unit')!
    expect(byUnit).toMatchObject({ possible: 2, toCpoMinor: 10560n, customerPaysMinor: 10890n, marginMinor: 330n })
    const choice = { decision: 'correct', source: 'unit', reason } as const
    await expect(reviewCdrs(ctx, ids, choice, { ...byUnit, possible: 3 })).rejects.toMatchObject({ code: 'conflict' })
    expect(await Promise.all(ids.map(statusOf))).toEqual(['held', 'held', 'held'])
    const review = await reviewCdrs(ctx, ids, choice, byUnit)
    expect(review).toMatchObject({ done: 2, toCpoMinor: 10560n })
    expect(review.refused).toEqual([{ cdrId: ids[1], reason: 'nothing says that the energy is another' }])
    expect(await Promise.all(ids.map(statusOf))).toEqual(['accepted', 'held', 'accepted'])
    expect(await current(ids[2]!)).toMatchObject({ revision: 2, correctedKwh: '16.5', retailNetMinor: 5445n })
    expect(await reviewCdrs(ctx, ids, choice)).toMatchObject({ done: 0 })
  })

  test('of many at once uses a month’s allowance once, and without what the wrong units had taken of it', async () => {
    const planId = await createPricePlan(system, { name: 'Fri', description: '', audience: 'private' })
    await publishPricePlanVersion(system, planId, {
      validFrom: '2026-01-01',
      rules: { ...FIXED, ...PLAN_DEFAULTS, freeKwhPerMonth: '20' },
    })
    await assignPricePlan(system, portal.customerId, planId, calendarDate('2026-01-01'))
    const ids = [await inWh(), await inWh(), await inWh()]
    const ctx = staff('roaming')
    const shown = (await bulkConsequences(ctx, ids)).corrected.find(({ source }) => source === 'unit')!
    await reviewCdrs(ctx, ids, { decision: 'correct', source: 'unit', reason }, shown)
    const lines = (await Promise.all(ids.map(current))).map((rating) => rating!.lines)
    const free = lines.map((each) => each.find(({ kind }) => kind === 'allowance')?.quantity ?? '0')
    expect(free).toEqual(['-16.5', '-3.5', '0'])
    const right = [await portal.rate(), await portal.rate()]
    for (const id of right) expect((await current(id))!.lines.some(({ kind }) => kind === 'allowance')).toBe(false)
    const each = (await current(right[0]!))!.retailNetMinor! // 16.5 kWh that cost something
    expect(shown.customerPaysMinor).toBe(each + (each * 130n) / 165n)
  })

  test('is shown to the customer as it was billed', async () => {
    const id = await inWh()
    await correctCdr(staff('roaming'), id, { source: 'unit', reason })
    expect((await getMyCharge(customer(portal.customerId), id)).energyKwh).toBe('16.5')
  })

  test('needs something that says otherwise, and somebody who may', async () => {
    const id = await overcharged()
    expect(await listCorrections(staff('roaming'), id)).toEqual([])
    const choice = { source: 'meter', reason } as const
    await expect(correctCdr(staff('roaming'), id, choice)).rejects.toMatchObject({ code: 'precondition_failed' })
    await expect(correctCdr(staff('support'), id, choice)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

test('the inbox by money at stake: the difference, or all that is asked where nothing can be compared', async () => {
  const ids = [await portal.rate({ exclVat: '60' }), await unpriceable(), await overcharged()]
  const sorted = async (limit: number, after?: string) =>
    listCdrs(staff('roaming'), { status: ['held'] }, { order: 'stake', limit, after })
  const first = await sorted(2)
  const second = await sorted(2, first.next ?? '')
  expect([...first.rows, ...second.rows].map(({ cdrId }) => cdrId)).toEqual([ids[1], ids[2], ids[0]])
  const least = await listCdrs(staff('roaming'), { status: ['held'], leastMinor: 1000n })
  expect(least.rows.map(({ cdrId }) => cdrId)).toEqual([ids[2]])
})
