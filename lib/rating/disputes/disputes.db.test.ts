import { and, eq, isNull } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { buildCreditCdr } from '@/db/factories/build-cdr'
import { insertToken } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { clock, customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { roamingAgreements } from '@/db/schema/agreements'
import { disputeCdrs, disputeEvents, disputes } from '@/db/schema/disputes'
import { ratingPromises } from '@/db/schema/quotes'
import { ratings } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { newId, type CdrId, type DisputeId } from '@/lib/kernel/ids'
import { sumMinor } from '@/lib/kernel/money'
import { addDays, BILLING_ZONE, calendarDate, DAY_MS, instant, localDate } from '@/lib/kernel/time'
import { standardTerms } from '@/lib/roaming/core/agreement'
import { getMyCharge } from '../charges/queries/get-my-charge'
import { rateCdrs } from '../rate-cdrs'
import { reRateCdr } from '../re-rate-cdr'
import { correctCdr } from '../reviews/correct-cdr'
import { holdCdr } from '../reviews/hold-cdr'
import { rejectCdr } from '../reviews/reject-cdr'
import { releaseCdr } from '../reviews/release-cdr'
import { changeClaim } from './change-claim'
import { closeDispute, noteDispute } from './close-dispute'
import { previewDisputes } from './preview-disputes'
import { openDisputes } from './open-disputes'
import { disputeWork, listDisputes } from './queries/list-disputes'
import { getDispute } from './queries/get-dispute'
import { listMyOutcomes } from './queries/my-disputes'
import { readOutcome } from './read-outcome'
import { recordAnswer } from './record-answer'
import { remindDisputes } from './remind-disputes'
import { reportCharge } from './report-charge'
import { sendDispute } from './send-dispute'
import { withdrawReport } from './withdraw-report'

const START = instant(Date.UTC(2026, 9, 15, 9))
const roaming = staff('roaming')
const finance = staff('finance')
let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(START)
  portal = await openPortal()
})

const reason = 'agreed by mail'
const deadline = calendarDate('2026-10-29')
/** 16.5 kWh for 52.80 by the tariff, of which 97.20 is asked: 44.40 too much. */
const overcharged = () => portal.rate({ exclVat: '97.2' })
const statusOf = async (id: CdrId) => (await getDb().select().from(cdrs).where(eq(cdrs.id, id)))[0]?.status
const current = async (id: CdrId) =>
  (
    await getDb()
      .select()
      .from(ratings)
      .where(and(eq(ratings.cdrId, id), isNull(ratings.supersededAt)))
  )[0]
const caseOf = async (id: CdrId) => {
  const [line] = await getDb().select().from(disputeCdrs).where(eq(disputeCdrs.cdrId, id))
  const [dispute] = line ? await getDb().select().from(disputes).where(eq(disputes.id, line.disputeId)) : []
  return { ...dispute!, lossMinor: line!.lossMinor, line: line! }
}
const eventsOf = async (id: DisputeId) =>
  (await getDb().select().from(disputeEvents).where(eq(disputeEvents.disputeId, id))).map(({ kind }) => kind)
const open = async (ids: CdrId[], cause: 'price' | 'energy' | 'not_me' = 'price') =>
  (await openDisputes(roaming, ids, { cause, statement: 'too much' })).disputes[0]!.disputeId

describe('opened by a rule', () => {
  test('an over-charge is held, in a case, and billed to the customer at our price', async () => {
    const id = await overcharged()
    expect(await statusOf(id)).toBe('held')
    expect(await current(id)).toMatchObject({ protectsCustomer: true, retailNetMinor: 5445n, costMinor: 5280n })
    expect(await caseOf(id)).toMatchObject({
      origin: 'rule',
      state: 'open',
      deadline: '2026-10-20',
      line: { askedMinor: 9720n, oursMinor: 5280n, claimMinor: 4440n, keepsOff: false },
    })
    expect((await getMyCharge(customer(portal.customerId), id)).state).toBe('checked')
    await reRateCdr(roaming, id)
    expect(await getDb().select().from(disputes)).toHaveLength(1)
  })

  test('a small over-charge protects the customer without a case', async () => {
    const id = await portal.rate({ exclVat: '57.8' })
    expect(await current(id)).toMatchObject({ protectsCustomer: true })
    expect(await getDb().select().from(disputes)).toEqual([])
  })

  test('what is in doubt beside the price protects nobody', async () => {
    const id = await portal.rate({ exclVat: '97.2', totalEnergyKwh: '20' })
    expect(await current(id)).toMatchObject({ protectsCustomer: false })
    expect((await getMyCharge(customer(portal.customerId), id)).state).toBe('reviewing')
  })

  test('the same charge under another id is contested as a whole, and the customer pays the first', async () => {
    const charge = { startedAt: instant(START - DAY_MS), sessionId: 'S-1' }
    const first = await portal.rate(charge)
    const again = await portal.rate(charge)
    expect([await statusOf(first), await statusOf(again)]).toEqual(['accepted', 'held'])
    expect(await current(again)).toMatchObject({ protectsCustomer: false })
    expect(await caseOf(again)).toMatchObject({
      origin: 'rule',
      cause: 'duplicate',
      line: { askedMinor: 5280n, claimMinor: 5280n },
    })
    await reRateCdr(roaming, again)
    expect(await getDb().select().from(disputes)).toHaveLength(1)
  })

  test('energy that does not sum up is contested as that', async () => {
    const id = await portal.rate({ exclVat: '97.2', totalEnergyKwh: '20' })
    expect(await caseOf(id)).toMatchObject({ cause: 'energy', line: { claimMinor: 4440n } })
  })

  test('found right after all, it has come to nothing', async () => {
    const id = await overcharged()
    await getDb()
      .insert(roamingAgreements)
      .values({
        id: newId('agreement', START),
        partnerId: portal.partnerId,
        version: 2,
        validFrom: calendarDate('2026-01-01'),
        publishedAt: START,
        ...standardTerms('SE'),
        toleranceMinor: 10_000n,
      })
    expect(await reRateCdr(roaming, id)).toBe('accepted')
    expect((await caseOf(id)).state).toBe('withdrawn')
  })
})

describe('opened by staff', () => {
  test('many at once make one case per operator; what cannot be contested is named', async () => {
    const other = await insertPartner({ partyId: 'NOR', name: 'Nordladd' })
    const ids = [await portal.rate({ tariffs: [], exclVat: '60' }), await portal.rate()]
    const pending = await portal.store(portal.build())
    const credit = portal.build()
    await rateCdrs(system, [await portal.store(credit), await portal.store(buildCreditCdr(credit))])
    const elsewhere = await portal.rate()
    const sql = testSql()
    await sql`alter table cdrs disable trigger cdrs_immutable`
    await sql`update cdrs set partner_id = ${other.partnerId} where id = ${elsewhere}`
    await sql`alter table cdrs enable trigger cdrs_immutable`
    await sql.end()
    const opened = await openDisputes(roaming, [...ids, elsewhere, pending], { cause: 'price', statement: 'too much' })
    expect(opened.disputes.map((dispute) => dispute.cdrs)).toEqual([2, 1])
    expect(opened.refused).toEqual([{ cdrId: pending, reason: 'the CDR is pending' }])
    const again = await openDisputes(roaming, ids, { cause: 'price', statement: 'too much' })
    expect(again).toMatchObject({ disputes: [], refused: [{ reason: 'the CDR is in a case already' }, {}] })
    expect(await statusOf(ids[1]!)).toBe('disputed')
    expect(await current(ids[1]!)).toMatchObject({ protectsCustomer: true })
    expect(await current(ids[0]!)).toMatchObject({ protectsCustomer: false })
  })

  test('what is shown first is what then happens, or nothing does', async () => {
    const ids = [
      await portal.rate({ exclVat: '55' }),
      await portal.rate(),
      await portal.rate({ tariffs: [], exclVat: '60' }),
    ]
    const unknown = newId('cdr', START)
    const shown = await previewDisputes(staff('auditor'), [...ids, unknown])
    // Too much by 2.20, all of one that is right, all of one that nothing is known of; that one nobody pays meanwhile.
    expect(shown.part).toMatchObject({ possible: 3, cases: 1, claimMinor: 220n + 5280n + 6000n, billed: 0 })
    expect(shown.part.customerPaysMinor).toBe(2n * 5445n)
    expect(shown.whole).toMatchObject({ claimMinor: 5500n + 5280n + 6000n, customerPaysMinor: 0n })
    const given = { cause: 'price', statement: 'too much' } as const
    await expect(openDisputes(roaming, ids, given, shown.whole)).rejects.toMatchObject({ code: 'conflict' })
    expect(await Promise.all(ids.map(statusOf))).not.toContain('disputed')
    const opened = await openDisputes(roaming, [...ids, unknown], given, shown.part)
    expect(opened.refused).toEqual([{ cdrId: unknown, reason: 'there is no such CDR' }])
    const { cdrs, ...dispute } = await getDispute(roaming, opened.disputes[0]!.disputeId)
    expect(dispute).toMatchObject({ lossMinor: 0n })
    expect(sumMinor(cdrs.map(({ claimMinor }) => claimMinor))).toBe(shown.part.claimMinor)
    const paying = await Promise.all(ids.map(current))
    expect(sumMinor(paying.map((row) => (row?.protectsCustomer ? (row.retailNetMinor ?? 0n) : 0n)))).toBe(
      shown.part.customerPaysMinor,
    )
  })

  test('a charge that is nobody’s of ours is off the bill', async () => {
    const id = await portal.rate()
    await open([id], 'not_me')
    expect(await current(id)).toMatchObject({ protectsCustomer: false })
    expect((await caseOf(id)).line).toMatchObject({ keepsOff: true, claimMinor: 5280n })
    expect((await getMyCharge(customer(portal.customerId), id)).state).toBe('disputed')
    expect(await reRateCdr(roaming, id)).toBe('disputed')
    expect(await current(id)).toMatchObject({ protectsCustomer: false, revision: 2 })
  })
})

describe('the way of a case', () => {
  test('sent, answered, sent again: whose turn it is follows, and each deed is told', async () => {
    const id = await overcharged()
    const { id: disputeId } = await caseOf(id)
    await sendDispute(roaming, disputeId, { deadline, note: 'by mail' })
    expect(await statusOf(id)).toBe('disputed')
    expect(await getDispute(roaming, disputeId)).toMatchObject({ state: 'sent', waitsFor: 'operator', deadline })
    await recordAnswer(roaming, disputeId, 'we will look')
    expect(await getDispute(roaming, disputeId)).toMatchObject({ waitsFor: 'us', deadline: '2026-10-22' })
    await sendDispute(roaming, disputeId, { deadline, note: '' })
    await noteDispute(staff('support'), disputeId, 'called them')
    expect(await eventsOf(disputeId)).toEqual(['opened', 'sent', 'answered', 'sent', 'noted'])
    const past = calendarDate('2026-10-14')
    await expect(sendDispute(roaming, disputeId, { deadline: past, note: '' })).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  test('whose day has passed is marked once, until there is a new day', async () => {
    const { id: disputeId } = await caseOf(await overcharged())
    expect(await remindDisputes(system)).toBe(0)
    clock.set(instant(START + 6 * DAY_MS))
    expect([await remindDisputes(system), await remindDisputes(system)]).toEqual([1, 0])
    expect(await disputeWork(roaming)).toMatchObject({ live: 1, us: 1, operator: 0, overdue: 1, claimMinor: 4440n })
    expect((await listDisputes(roaming, { show: 'overdue' })).rows).toMatchObject([{ id: disputeId, overdue: true }])
    const later = addDays(localDate(clock.now(), BILLING_ZONE), 14)
    await sendDispute(roaming, disputeId, { deadline: later, note: '' })
    expect((await listDisputes(roaming, { show: 'overdue' })).rows).toEqual([])
    expect((await listDisputes(roaming, { show: 'operator', search: 'KUL-1' })).rows).toHaveLength(1)
  })

  test.each([
    ['settled', 4440n, true, 'won', { costMinor: 5280n, retailNetMinor: 5445n }, 0n],
    ['settled', 2000n, true, 'partial', { costMinor: 7720n, retailNetMinor: 5445n }, 2440n],
    ['refused', 0n, true, 'refused', { costMinor: 5280n, retailNetMinor: 5445n }, 0n],
    ['written_off', 0n, true, 'written_off', { costMinor: 9720n, retailNetMinor: 5445n }, 4440n],
    ['written_off', 0n, false, 'written_off', { costMinor: 9720n, retailNetMinor: 0n }, 9720n],
    ['withdrawn', 0n, true, 'withdrawn', { costMinor: 9720n, retailNetMinor: 5445n }, 0n],
  ] as const)(
    '%s, %s back, customer pays %s: %s',
    async (outcome, recoveredMinor, customerPays, state, rating, loss) => {
      const id = await overcharged()
      const { id: disputeId } = await caseOf(id)
      const choice = { outcome, recoveredMinor, customerPays, reason }
      expect(await closeDispute(finance, disputeId, choice)).toBe(state)
      expect(await current(id)).toMatchObject(rating)
      expect(await statusOf(id)).toBe('accepted')
      expect(await caseOf(id)).toMatchObject({ lossMinor: loss, deadline: null })
      // Done is done, except that a refused claim may still be given up.
      const again = closeDispute(finance, disputeId, choice)
      await expect(again).rejects.toMatchObject({ code: 'precondition_failed' })
    },
  )

  test('nobody pays for what costs nothing and is not the customer’s', async () => {
    const id = await portal.rate()
    const disputeId = await open([id], 'not_me')
    await closeDispute(roaming, disputeId, { outcome: 'settled', recoveredMinor: 5280n, customerPays: false, reason })
    expect([await statusOf(id), (await caseOf(id)).state]).toEqual(['rejected', 'won'])
  })

  test('the end of a case changes what we pay, and neither the energy nor the promise that the price rests on', async () => {
    const id = await portal.rate({ texts: [{ minutes: 90, kwh: '16500' }], exclVat: '97.2' })
    await correctCdr(roaming, id, { source: 'unit', reason: 'Wh' })
    const { id: ratingId, pricePlanVersionId } = (await current(id))!
    const promise = {
      source: 'public',
      promisedAt: START,
      pricePlanVersionId: pricePlanVersionId!,
      ruled: true,
    } as const
    await getDb()
      .insert(ratingPromises)
      .values({ ...promise, ratingId, promisedGrossMinor: 6806n, usualGrossMinor: 7000n, recoverMinor: 100n })
    const disputeId = await open([id])
    const choice = { outcome: 'settled', recoveredMinor: 100n, customerPays: true, reason: 'agreed' } as const
    await closeDispute(finance, disputeId, choice)
    const now = (await current(id))!
    expect(now).toMatchObject({ revision: 3, correctedKwh: '16.5', costMinor: 9620n })
    const kept = await getDb().select().from(ratingPromises).where(eq(ratingPromises.ratingId, now.id))
    expect(kept).toMatchObject([{ ...promise, promisedGrossMinor: 6806n, recoverMinor: 100n }])
  })

  test('a refused claim is written off later', async () => {
    const id = await overcharged()
    const { id: disputeId } = await caseOf(id)
    await closeDispute(roaming, disputeId, { outcome: 'refused', recoveredMinor: 0n, customerPays: true, reason })
    const writeOff = { outcome: 'written_off', recoveredMinor: 0n, customerPays: true, reason } as const
    await expect(closeDispute(roaming, disputeId, writeOff)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await closeDispute(finance, disputeId, writeOff)).toBe('written_off')
    expect(await current(id)).toMatchObject({ costMinor: 9720n, retailNetMinor: 5445n })
    expect((await caseOf(id)).lossMinor).toBe(4440n)
  })

  test('more than was asked cannot come back, and a customer without a price cannot pay', async () => {
    const { id: disputeId } = await caseOf(await overcharged())
    const choice = { outcome: 'settled', recoveredMinor: 9721n, customerPays: true, reason } as const
    await expect(closeDispute(roaming, disputeId, choice)).rejects.toMatchObject({ code: 'invalid' })
    const unpriced = await open([await portal.rate({ tariffs: [], exclVat: '60' })])
    const withdrawn = { outcome: 'withdrawn', recoveredMinor: 0n, customerPays: true, reason } as const
    await expect(closeDispute(roaming, unpriced, withdrawn)).rejects.toThrow('customer_price_unknown')
  })

  test('an auditor may not open one', async () => {
    const given = { cause: 'price', statement: 'x' } as const
    const opened = openDisputes(staff('auditor'), [await portal.rate()], given)
    await expect(opened).rejects.toMatchObject({ code: 'forbidden' })
  })

  test.each(['support', 'auditor'] as const)('%s may not move it', async (role) => {
    const { id: disputeId } = await caseOf(await overcharged())
    const ctx = staff(role)
    const choice = { outcome: 'withdrawn', recoveredMinor: 0n, customerPays: true, reason } as const
    await expect(sendDispute(ctx, disputeId, { deadline, note: '' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(recordAnswer(ctx, disputeId, 'x')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(closeDispute(ctx, disputeId, choice)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('decided outside of the case', () => {
  test.each([
    ['ours', 'won'],
    ['cpo', 'withdrawn'],
  ] as const)('released at the price %s it is %s', async (price, state) => {
    const id = await overcharged()
    await releaseCdr(roaming, id, { price, reason })
    expect([await statusOf(id), (await caseOf(id)).state]).toEqual(['accepted', state])
    await holdCdr(roaming, id, 'again')
    expect(await statusOf(id)).toBe('held')
  })

  test('rejected, it is won', async () => {
    const id = await overcharged()
    await rejectCdr(roaming, id, reason)
    expect((await caseOf(id)).state).toBe('won')
  })
})

describe('what we claim', () => {
  test('is changed by staff while the case is open, and told', async () => {
    const id = await overcharged()
    const { id: disputeId } = await caseOf(id)
    await changeClaim(roaming, disputeId, { cdrId: id, claimMinor: 9720n, reason: 'nothing was delivered' })
    expect((await caseOf(id)).line.claimMinor).toBe(9720n)
    expect((await getDispute(roaming, disputeId)).events.at(-1)).toMatchObject({
      kind: 'claim_changed',
      amountMinor: 9720n,
    })
    expect(await current(id)).toMatchObject({ protectsCustomer: true, retailNetMinor: 5445n })
    for (const claimMinor of [0n, 9721n])
      await expect(changeClaim(roaming, disputeId, { cdrId: id, claimMinor, reason })).rejects.toMatchObject({
        code: 'invalid',
      })
    await expect(changeClaim(staff('support'), disputeId, { cdrId: id, claimMinor: 1n, reason })).rejects.toMatchObject(
      {
        code: 'forbidden',
      },
    )
    await closeDispute(finance, disputeId, { outcome: 'settled', recoveredMinor: 9720n, customerPays: false, reason })
    await expect(changeClaim(roaming, disputeId, { cdrId: id, claimMinor: 1n, reason })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
  })
})

describe('the operator credits', () => {
  test('the whole: the case is won, the charge taken back, and the CDR that stands in for it is linked', async () => {
    const cdr = portal.build({ exclVat: '97.2' })
    const id = await portal.store(cdr)
    await rateCdrs(system, [id])
    const { id: disputeId } = await caseOf(id)
    await sendDispute(roaming, disputeId, { deadline, note: '' })
    const credit = await portal.store(buildCreditCdr(cdr))
    await rateCdrs(system, [credit])
    expect(await caseOf(id)).toMatchObject({
      state: 'won',
      line: { outcome: 'credited', creditCdrId: credit, recoveredMinor: 9720n, costMinor: 0n },
    })
    // Billed at our price, it is taken back at that price.
    expect(await current(credit)).toMatchObject({ retailNetMinor: -5445n })
    expect(await statusOf(id)).toBe('accepted')
    const anew = portal.build({ startedAt: cdr.startedAt, sessionId: cdr.sessionId })
    const newId = await portal.store(anew)
    await rateCdrs(system, [newId])
    expect((await caseOf(id)).line.replacementCdrId).toBe(newId)
    expect(await eventsOf(disputeId)).toEqual(['opened', 'sent', 'credited', 'won', 'replaced'])
  })

  test('a charge that was off the bill: the pair comes to nothing', async () => {
    const cdr = portal.build()
    const id = await portal.store(cdr)
    await rateCdrs(system, [id])
    await reportCharge(customer(portal.customerId), id, { cause: 'not_me', text: '' })
    const credit = await portal.store(buildCreditCdr(cdr))
    await rateCdrs(system, [credit])
    expect([await statusOf(id), (await caseOf(id)).state]).toEqual(['rejected', 'won'])
    expect(await current(credit)).toMatchObject({ retailNetMinor: 0n, costMinor: 0n })
  })

  test.each([
    ['-44.4', 'won', { recoveredMinor: 4440n, costMinor: 5280n, outcome: 'settled' }],
    ['-20', 'answered', { recoveredMinor: 2000n, costMinor: null, outcome: null }],
  ])('a part, %s: %s', async (excl, state, line) => {
    const cdr = portal.build({ exclVat: '97.2' })
    const id = await portal.store(cdr)
    await rateCdrs(system, [id])
    const { id: disputeId } = await caseOf(id)
    await sendDispute(roaming, disputeId, { deadline, note: '' })
    const part = { ...buildCreditCdr(cdr), totalCost: { excl, incl: null, taxes: [] } }
    const credit = await portal.store(part)
    await rateCdrs(system, [credit])
    expect(await caseOf(id)).toMatchObject({ state, line })
    expect(await statusOf(credit)).toBe('rejected')
    expect((await getMyCharge(customer(portal.customerId), id)).state).toBe('checked')
  })
})

describe('the operator credits after the case was closed', () => {
  async function closed(choice: { outcome: 'settled' | 'refused' | 'written_off'; recoveredMinor: bigint }) {
    const cdr = portal.build({ exclVat: '97.2' })
    const id = await portal.store(cdr)
    await rateCdrs(system, [id])
    const { id: disputeId } = await caseOf(id)
    await closeDispute(finance, disputeId, { ...choice, customerPays: true, reason })
    const credit = async (excl: string) => {
      const whole = buildCreditCdr(cdr)
      const creditId = await portal.store({
        ...whole,
        id: `${whole.id}${excl}`,
        totalCost: { excl, incl: null, taxes: [] },
      })
      await rateCdrs(system, [creditId])
      return creditId
    }
    return { id, disputeId, credit }
  }

  test('what was settled comes once', async () => {
    const { id, disputeId, credit } = await closed({ outcome: 'settled', recoveredMinor: 4440n })
    const creditId = await credit('-44.4')
    expect(await caseOf(id)).toMatchObject({
      state: 'won',
      line: { creditCdrId: creditId, recoveredMinor: 4440n, costMinor: 5280n, outcome: 'settled' },
    })
    expect([await statusOf(id), await statusOf(creditId)]).toEqual(['accepted', 'rejected'])
    expect((await current(id))?.costMinor).toBe(5280n)
    expect(await eventsOf(disputeId)).toEqual(['opened', 'won', 'partly_credited'])
  })

  test('a part of what was written off lowers what we lose', async () => {
    const { id, credit } = await closed({ outcome: 'written_off', recoveredMinor: 0n })
    expect(await caseOf(id)).toMatchObject({ lossMinor: 4440n })
    await credit('-40')
    expect(await caseOf(id)).toMatchObject({ state: 'written_off', lossMinor: 440n, line: { recoveredMinor: 4000n } })
    expect(await current(id)).toMatchObject({ costMinor: 5720n, retailNetMinor: 5445n })
  })

  test('the whole of what was refused wins the case, and takes the charge back', async () => {
    const { id, disputeId, credit } = await closed({ outcome: 'refused', recoveredMinor: 0n })
    const creditId = await credit('-97.2')
    expect(await caseOf(id)).toMatchObject({ state: 'won', line: { outcome: 'credited', creditCdrId: creditId } })
    expect(await current(creditId)).toMatchObject({ retailNetMinor: -5445n, costMinor: -5280n })
    expect(await eventsOf(disputeId)).toEqual(['opened', 'refused', 'credited', 'won'])
  })
})

describe('a customer', () => {
  const me = () => customer(portal.customerId)

  test('reports a charge, which is off the bill until it is cleared up', async () => {
    const id = await portal.rate()
    const { disputeId } = await reportCharge(me(), id, { cause: 'energy', text: 'My car took less' })
    expect(await caseOf(id)).toMatchObject({ id: disputeId, origin: 'customer', cause: 'energy' })
    expect(await statusOf(id)).toBe('disputed')
    const again = await reportCharge(me(), id, { cause: 'time', text: '' })
    expect(again.disputeId).toBe(disputeId)
    expect((await getDispute(roaming, disputeId)).cdrs).toMatchObject([{ report: { cause: 'time' }, keepsOff: true }])
    await withdrawReport(me(), disputeId)
    expect([await statusOf(id), (await caseOf(id)).state]).toEqual(['accepted', 'withdrawn'])
    expect(await current(id)).toMatchObject({ retailNetMinor: 5445n })
  })

  test('joins the case there is, and may take the whole charge off the bill', async () => {
    const id = await overcharged()
    await reportCharge(me(), id, { cause: 'price', text: '' })
    expect(await current(id)).toMatchObject({ protectsCustomer: true })
    await reportCharge(me(), id, { cause: 'not_me', text: '' })
    expect(await current(id)).toMatchObject({ protectsCustomer: false })
    expect(await getDb().select().from(disputes)).toHaveLength(1)
    await expect(withdrawReport(me(), (await caseOf(id)).id)).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('is told once how what they reported ended, and nothing of what they took back or never heard of', async () => {
    const id = await portal.rate()
    const { disputeId } = await reportCharge(me(), id, { cause: 'energy', text: 'My car took less' })
    expect(await listMyOutcomes(me())).toEqual([])
    await closeDispute(finance, disputeId, { outcome: 'refused', recoveredMinor: 0n, customerPays: true, reason })
    expect(await listMyOutcomes(me())).toMatchObject([
      { cdrId: id, outcome: 'refused', customerPays: true, creditNote: null },
    ])
    const stranger = customer((await insertToken()).customerId)
    await expect(readOutcome(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
    await readOutcome(me(), id)
    await readOutcome(me(), id)
    expect(await listMyOutcomes(me())).toEqual([])
    const mine = await portal.rate()
    await withdrawReport(me(), (await reportCharge(me(), mine, { cause: 'time', text: '' })).disputeId)
    const theirs = await overcharged()
    await closeDispute(finance, (await caseOf(theirs)).id, {
      outcome: 'refused',
      recoveredMinor: 0n,
      customerPays: true,
      reason,
    })
    expect(await listMyOutcomes(me())).toEqual([])
  })

  test('has no say in another customer’s charge', async () => {
    const id = await portal.rate()
    const { disputeId } = await reportCharge(me(), id, { cause: 'energy', text: '' })
    const stranger = customer((await insertToken()).customerId)
    await expect(reportCharge(stranger, id, { cause: 'energy', text: '' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(withdrawReport(stranger, disputeId)).rejects.toMatchObject({ code: 'not_found' })
  })
})
