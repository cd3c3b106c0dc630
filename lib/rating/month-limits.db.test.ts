// What a month may cost, whatever way its charges came into it (docs/decisions/0013). Excluding VAT; each is 54.45.
import { and, eq, isNull } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { buildCreditCdr, buildPeriods } from '@/db/factories/build-cdr'
import { insertToken } from '@/db/factories/customers'
import { openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { customerPricePlans } from '@/db/schema/customers'
import { ratings } from '@/db/schema/rating'
import { truncateAll } from '@/db/testing/test-sql'
import { withTransaction } from '@/db/transaction'
import type { CdrId } from '@/lib/kernel/ids'
import { calendarDate, HOUR_MS, instant } from '@/lib/kernel/time'
import type { PricePlanRules } from './core/price-plan'
import { PASS_THROUGH } from './fixtures/build-subject'
import { createPricePlan } from './price-plans/create-price-plan'
import { publishPricePlanVersion } from './price-plans/publish-price-plan-version'
import { rateCdrs } from './rate-cdrs'
import { holdCdr } from './reviews/hold-cdr'
import { rejectCdr } from './reviews/reject-cdr'
import { releaseCdr, releaseCdrs } from './reviews/release-cdr'

const roaming = staff('roaming')
const reason = 'because it is so'
const OCTOBER = instant(Date.UTC(2026, 9, 9, 8))
const validFrom = calendarDate('2000-01-01')

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

async function planWith(rules: Partial<PricePlanRules>): Promise<void> {
  const pricePlanId = await withTransaction(system, (tx) =>
    createPricePlan(tx, { name: 'Tak', description: 'En gräns', audience: 'private' }),
  )
  await publishPricePlanVersion(system, pricePlanId, { validFrom, rules: { ...PASS_THROUGH, ...rules } })
  await getDb().insert(customerPricePlans).values({ customerId: portal.customerId, pricePlanId, validFrom })
}

async function netOf(id: CdrId): Promise<number> {
  const [row] = await getDb()
    .select({ net: ratings.retailNetMinor })
    .from(ratings)
    .where(and(eq(ratings.cdrId, id), isNull(ratings.supersededAt)))
  return Number(row?.net)
}

test('one that was rejected comes back to what the month has left', async () => {
  await planWith({ monthCap: '60' })
  const first = await portal.rate({ exclVat: '97.2' })
  await rejectCdr(roaming, first, reason)
  const second = await portal.rate()
  await holdCdr(roaming, first, reason)
  await releaseCdr(roaming, first, { price: 'ours', reason })
  expect([await netOf(second), await netOf(first)]).toEqual([5445, 555])
})

test('one of unknown times counts in the month that it was written in', async () => {
  await planWith({ monthCap: '60' })
  const nowhen = instant(0)
  const id = await portal.store({
    ...portal.build({ startedAt: nowhen }),
    endedAt: nowhen,
    chargingPeriods: buildPeriods(nowhen, [{ minutes: 60, kwh: '16.5' }]),
    lastUpdated: instant(OCTOBER + HOUR_MS),
  })
  await rateCdrs(system, [id])
  const second = await portal.rate({ startedAt: OCTOBER })
  expect((await netOf(id)) + (await netOf(second))).toBe(6000)
})

test('a credit that is dated in another month gives back what its own had come to', async () => {
  await planWith({ monthCap: '60' })
  const september = portal.build({ startedAt: instant(Date.UTC(2026, 8, 20, 8)) })
  await rateCdrs(system, [await portal.store(september)])
  const endedAt = instant(OCTOBER + HOUR_MS)
  const credit = buildCreditCdr(september, { startedAt: OCTOBER, endedAt, lastUpdated: endedAt })
  await rateCdrs(system, [await portal.store(credit)])
  const nets: number[] = []
  for (const day of [1, 2, 3])
    nets.push(await netOf(await portal.rate({ startedAt: instant(OCTOBER + day * 24 * HOUR_MS) })))
  expect(nets).toEqual([5445, 555, 0])
})

test('those that are taken over at the operator’s total stay within what session and month may cost', async () => {
  await planWith({ sessionCap: '50', monthCap: '60' })
  const ids: CdrId[] = []
  for (const hour of [0, 4])
    ids.push(await portal.rate({ tariffs: [], exclVat: '500', startedAt: instant(OCTOBER + hour * HOUR_MS) }))
  const { refused } = await releaseCdrs(roaming, ids, { price: 'cpo', reason })
  expect(refused).toEqual([])
  expect(await Promise.all(ids.map(netOf))).toEqual([5000, 1000])
})

test('one whose card became known pays our calculation, not the operator’s total', async () => {
  const token = { countryCode: 'SE', partyId: 'LDN', uid: '04FFFFFFFFFFFF', type: 'RFID', contractId: null }
  const id = await portal.rate({ token, exclVat: '500' })
  await insertToken({ uid: token.uid })
  const terms = await releaseCdr(roaming, id, { price: 'ours', reason })
  expect(terms).toMatchObject({ costMinor: 5280n, marginMinor: 165n })
  expect(await netOf(id)).toBe(5445)
})
