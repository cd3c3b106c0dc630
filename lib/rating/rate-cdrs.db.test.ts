import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { buildCreditCdr, buildTariff } from '@/db/factories/build-cdr'
import { insertCdr, insertTariff } from '@/db/factories/cdrs'
import { insertToken } from '@/db/factories/customers'
import { cdrFindings, ratings } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { truncateAll } from '@/db/testing/test-sql'
import type { CdrId } from '@/lib/kernel/ids'
import { HOUR_MS, instant } from '@/lib/kernel/time'
import { clock, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { rateCdrs } from './rate-cdrs'
import { ratePendingCdrs } from './rate-pending-cdrs'
import { reRateCdr } from './re-rate-cdr'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

const statusOf = async (id: CdrId) =>
  (await getDb().select({ status: cdrs.status }).from(cdrs).where(eq(cdrs.id, id)))[0]?.status
const ratingsOf = (id: CdrId) =>
  getDb().select().from(ratings).where(eq(ratings.cdrId, id)).orderBy(asc(ratings.revision))
const codesOf = async (id: CdrId) =>
  (await getDb().select({ code: cdrFindings.code }).from(cdrFindings).where(eq(cdrFindings.cdrId, id))).map(
    (row) => row.code,
  )

test('a right CDR is accepted and rated with everything that explains it', async () => {
  const id = await portal.store(portal.build())
  expect(await rateCdrs(system, [id])).toEqual({ accepted: 1, held: 0 })
  expect(await statusOf(id)).toBe('accepted')
  const [rating, ...others] = await ratingsOf(id)
  expect(others).toEqual([])
  expect(rating).toMatchObject({
    revision: 1,
    customerId: portal.customerId,
    partnerId: portal.partnerId,
    tariffSource: 'cdr',
    cpoExcl: '52.8',
    wholesaleExcl: '52.8',
    costMinor: 5280n,
    retailNetMinor: 5445n,
    retailVatMinor: 1361n,
    retailGrossMinor: 6806n,
    marginMinor: 165n,
    supersededAt: null,
  })
  expect(rating?.lines).toMatchObject([
    { kind: 'energy', netMinor: '5280' },
    { kind: 'markup', netMinor: '165' },
  ])
  expect(rating?.breakdown).toMatchObject({ excl: '52.8' })
  expect(rating?.pricePlanVersionId).toMatch(/^plv_/)
})

test('rating twice, and twice at once, changes nothing more', async () => {
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => portal.store(portal.build())))
  const counts = await Promise.all([rateCdrs(system, ids), rateCdrs(system, ids), ratePendingCdrs(system)])
  expect(counts.reduce((total, each) => total + each.accepted, 0)).toBe(5)
  expect(await rateCdrs(system, ids)).toEqual({ accepted: 0, held: 0 })
  for (const id of ids) expect(await ratingsOf(id)).toHaveLength(1)
})

test('the sweep finds what no job names', async () => {
  for (let count = 0; count < 3; count += 1) await portal.store(portal.build())
  expect(await ratePendingCdrs(system)).toEqual({ accepted: 3, held: 0 })
})

test('an overcharge is held with its finding and its cost by the tariff', async () => {
  const id = await portal.rate({ exclVat: '97.2' })
  expect(await statusOf(id)).toBe('held')
  expect(await codesOf(id)).toContain('PRICE_ABOVE_TARIFF')
  expect((await ratingsOf(id))[0]).toMatchObject({ costMinor: 5280n, cpoExcl: '97.2', retailNetMinor: 5445n })
})

test('without a snapshot our version at session start prices it, not the newest', async () => {
  const at = (day: number) => instant(Date.UTC(2026, 9, day))
  await insertTariff(portal.partnerId, buildTariff({ lastUpdated: at(1), components: [['ENERGY', '3.2']] }), clock)
  await insertTariff(portal.partnerId, buildTariff({ lastUpdated: at(10), components: [['ENERGY', '9']] }), clock)
  const before = portal.build({ startedAt: instant(at(9)) })
  const after = portal.build({ startedAt: instant(at(11)), exclVat: '148.5' })
  const ids = [await portal.store({ ...before, tariffs: [] }), await portal.store({ ...after, tariffs: [] })]
  await rateCdrs(system, ids)
  const rows = await Promise.all(ids.map(ratingsOf))
  expect(rows.map(([row]) => [row?.tariffSource, row?.wholesaleExcl])).toEqual([
    ['stored', '52.8'],
    ['stored', '148.5'],
  ])
  expect(await Promise.all(ids.map(statusOf))).toEqual(['accepted', 'accepted'])
})

test('a snapshot that was changed after the start is held to the version we had', async () => {
  const startedAt = instant(Date.UTC(2026, 9, 9, 8))
  await insertTariff(portal.partnerId, buildTariff({ lastUpdated: instant(startedAt - HOUR_MS) }), clock)
  const tariffs = [buildTariff({ lastUpdated: instant(startedAt + HOUR_MS), components: [['ENERGY', '4.2']] })]
  const id = await portal.rate({ startedAt, tariffs, exclVat: '69.3' })
  expect(await codesOf(id)).toEqual(expect.arrayContaining(['TARIFF_CHANGED_AFTER_START', 'PRICE_ABOVE_TARIFF']))
  expect((await ratingsOf(id))[0]).toMatchObject({ wholesaleExcl: '52.8', tariffSource: 'stored' })
})

test('two charges on one card at the same time: the one that comes second is held', async () => {
  const startedAt = instant(Date.UTC(2026, 9, 9, 8))
  const first = await portal.rate({ startedAt })
  const elsewhere = portal.build()
  const second = await portal.rate({
    startedAt: instant(startedAt + HOUR_MS),
    location: { ...elsewhere.location, evseUid: 'E-2' },
  })
  expect(await statusOf(first)).toBe('accepted')
  expect(await codesOf(second)).toContain('OVERLAPPING_SESSION')
})

test('a second account of one charge at one socket is held, whatever differs in it', async () => {
  const first = portal.build({ id: 'ONE' })
  const dearer = { ...first, id: 'TWO', totalCost: { ...first.totalCost, excl: '52.81' } }
  const later = portal.build({ id: 'THREE', startedAt: instant(first.startedAt + 60_000) })
  const ids: CdrId[] = []
  for (const cdr of [first, dearer, later]) {
    ids.push(await portal.store(cdr))
    await rateCdrs(system, ids)
  }
  expect(await Promise.all(ids.map(statusOf))).toEqual(['accepted', 'held', 'held'])
  expect(await Promise.all(ids.slice(1).map(codesOf))).toEqual([
    expect.arrayContaining(['OVERLAPPING_SESSION']),
    expect.arrayContaining(['OVERLAPPING_SESSION']),
  ])
})

test('one that cannot be checked waits for a person and keeps no other from being checked', async () => {
  const component = { type: 'ENERGY', price: '3.2', vat: '25', stepSize: Number.NaN }
  const tariff = { ...buildTariff(), elements: [{ components: [component], restrictions: null }] }
  const [bad, good] = [await portal.store(portal.build({ tariffs: [tariff] })), await portal.store(portal.build())]
  expect(await ratePendingCdrs(system)).toEqual({ accepted: 1, held: 1 })
  expect(await Promise.all([bad, good].map(statusOf))).toEqual(['held', 'accepted'])
  expect(await codesOf(bad)).toEqual(['CHECK_FAILED'])
  expect((await ratingsOf(bad))[0]).toMatchObject({ costMinor: null, retailNetMinor: null, cpoExcl: '52.8' })
})

test('a card assigned later makes an unknown CDR somebody’s', async () => {
  const token = { countryCode: 'SE', partyId: 'LDN', uid: '04FFFFFFFFFFFF', type: 'RFID', contractId: null }
  const id = await portal.rate({ token })
  expect(await codesOf(id)).toContain('UNKNOWN_TOKEN')
  const { customerId } = await insertToken({ uid: token.uid })
  expect(await reRateCdr(staff('roaming'), id)).toBe('accepted')
  const rows = await ratingsOf(id)
  expect(rows).toMatchObject([
    { revision: 1, retailNetMinor: null },
    { revision: 2, customerId, retailNetMinor: 5445n, supersededAt: null },
  ])
  expect(rows[0]?.supersededAt).not.toBeNull()
  expect(await codesOf(id)).toEqual(expect.not.arrayContaining(['UNKNOWN_TOKEN']))
})

test.each(['support', 'auditor'] as const)('%s may not rate again', async (role) => {
  const id = await portal.rate()
  await expect(reRateCdr(staff(role), id)).rejects.toMatchObject({ code: 'forbidden' })
})

describe('credits', () => {
  const pair = async () => {
    const cdr = portal.build()
    return { cdr, credit: buildCreditCdr(cdr) }
  }
  const nets = async (ids: CdrId[]) => {
    const rows = await Promise.all(ids.map(ratingsOf))
    return rows.map((revisions) => revisions.at(-1)?.retailNetMinor)
  }

  test.each([
    ['original first', [0, 1]],
    ['credit first', [1, 0]],
  ])('%s, one after the other: the credit is the original, negative', async (_name, order) => {
    const { cdr, credit } = await pair()
    const ids: CdrId[] = []
    for (const index of order) {
      ids[index] = await portal.store([cdr, credit][index]!) // an order of the two
      await rateCdrs(system, [ids[index]])
    }
    expect(await Promise.all(ids.map(statusOf))).toEqual(['accepted', 'accepted'])
    expect(await nets(ids)).toEqual([5445n, -5445n])
    expect(await codesOf(ids[0]!)).toContain('CREDITED_BY_OPERATOR') // the first of two
  })

  test('together, even if the job names only the credit', async () => {
    const { cdr, credit } = await pair()
    const ids = [await portal.store(cdr), await portal.store(credit)]
    await rateCdrs(system, [ids[1]!]) // the second of two
    expect(await nets(ids)).toEqual([5445n, -5445n])
  })

  test('without its original it is held until that comes', async () => {
    const { cdr, credit } = await pair()
    const creditId = await insertCdr(portal.partnerId, credit, clock)
    await rateCdrs(system, [creditId])
    expect(await codesOf(creditId)).toEqual(['CREDIT_WITHOUT_ORIGINAL'])
    await rateCdrs(system, [await portal.store(cdr)])
    expect(await statusOf(creditId)).toBe('accepted')
    expect(await codesOf(creditId)).toEqual([])
  })

  test('of a held original: nobody pays anything, and there is nothing left to decide', async () => {
    const cdr = portal.build({ exclVat: '97.2', totalEnergyKwh: '20' })
    const ids = [await portal.store(cdr), await portal.store(buildCreditCdr(cdr))]
    await rateCdrs(system, ids)
    expect(await Promise.all(ids.map(statusOf))).toEqual(['rejected', 'accepted'])
    expect((await nets(ids))[1]).toBe(0n)
  })

  test('twice: the second is held', async () => {
    const { cdr, credit } = await pair()
    const ids = [await portal.store(cdr), await portal.store(credit)]
    await rateCdrs(system, ids)
    const second = await portal.store({ ...credit, id: 'KUL-second' })
    await rateCdrs(system, [second])
    expect(await codesOf(second)).toEqual(['DUPLICATE_CREDIT'])
    await expect(reRateCdr(system, ids[0]!)).rejects.toMatchObject({ code: 'precondition_failed' }) // credited
  })
})
