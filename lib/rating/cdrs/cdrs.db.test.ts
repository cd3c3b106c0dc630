import { beforeEach, describe, expect, test } from 'vitest'
import { buildTariff } from '@/db/factories/build-cdr'
import { insertCdr, insertTariff } from '@/db/factories/cdrs'
import { truncateAll } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { DAY_MS, HOUR_MS, instant } from '@/lib/kernel/time'
import { clock, openPortal, staff, system, USER, type Portal } from '@/db/factories/rated-portal'
import { holdCdr } from '../reviews/hold-cdr'
import { releaseCdr } from '../reviews/release-cdr'
import { getCdrDetail } from './queries/get-cdr-detail'
import { getCdrReport } from './queries/get-cdr-report'
import { cdrWork, listCdrs, sumCdrs } from './queries/list-cdrs'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
  portal = await openPortal()
})

const auditor = staff('auditor')

describe('the list', () => {
  test('is filtered by status, reason, partner, period, country and text, with totals of the filter', async () => {
    const right = await portal.rate({ startedAt: instant(Date.UTC(2026, 9, 3, 8)) })
    const high = await portal.rate({ startedAt: instant(Date.UTC(2026, 9, 4, 8)), exclVat: '97.2' })
    const unknown = await portal.rate({ startedAt: instant(Date.UTC(2026, 9, 5, 8)), tariffs: [], exclVat: '60' })
    const ids = async (filter: Parameters<typeof listCdrs>[1]) =>
      (await listCdrs(auditor, filter)).rows.map((row) => row.cdrId)
    expect(await ids({})).toEqual([unknown, high, right])
    expect(await ids({ status: ['held'] })).toEqual([unknown, high])
    expect(await ids({ reason: 'PRICE_ABOVE_TARIFF' })).toEqual([high])
    expect(await ids({ from: '2026-10-04' as never, to: '2026-10-04' as never })).toEqual([high])
    expect(await ids({ partnerId: portal.partnerId, country: 'SWE', search: 'upps' })).toHaveLength(3)
    expect(await ids({ search: '%' })).toEqual([])
    const [row] = (await listCdrs(auditor, { reason: 'PRICE_ABOVE_TARIFF' })).rows
    expect(row).toMatchObject({
      reason: 'PRICE_ABOVE_TARIFF',
      oursExcl: '52.8',
      cpoExcl: '97.2',
      differenceExcl: '44.4',
      partnerName: 'Kustladd',
    })
    expect(row?.dueAt).toBe(clock.now() + 2 * DAY_MS)
    expect(await sumCdrs(auditor, {})).toEqual({
      count: 3,
      compared: { count: 2, oursExcl: '105.6', cpoExcl: '150', differenceExcl: '44.4' },
      uncompared: { count: 1, cpoExcl: '60' },
      overdue: 0,
      dueToday: 0,
    })
  })

  test.each(['due', 'started'] as const)('pages by keyset, ordered by %s', async (order) => {
    const stored: string[] = []
    for (let count = 0; count < 5; count += 1) {
      clock.set(instant(clock.now() + HOUR_MS))
      stored.push(await portal.rate({ exclVat: '97.2' }))
    }
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await listCdrs(auditor, { status: ['held'] }, { order, limit: 2, after })
      seen.push(...page.rows.map((row) => row.cdrId))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(order === 'due' ? stored : stored.toReversed())
  })
})

test('today’s work is counted by reason and kronor', async () => {
  await portal.rate({ exclVat: '97.2' })
  await portal.rate({ exclVat: '60' })
  await portal.rate({ tariffs: [], exclVat: '60' })
  await portal.store(portal.build())
  clock.set(instant(clock.now() + 3 * DAY_MS))
  const work = await cdrWork(staff('support'))
  expect(work).toMatchObject({ pending: 1, held: 3, disputed: 0, overdue: 3, heldCpoExcl: '217.2' })
  expect(work.reasons).toEqual([
    { reason: 'PRICE_ABOVE_TARIFF', count: 2, cpoExcl: '157.2', differenceExcl: '51.6' },
    { reason: 'PRICE_UNVERIFIABLE', count: 1, cpoExcl: '60', differenceExcl: '0' },
  ])
})

test('the detail shows our calculation beside the claim, and the past', async () => {
  const startedAt = instant(Date.UTC(2026, 9, 9, 8))
  await insertTariff(portal.partnerId, buildTariff({ lastUpdated: instant(startedAt - HOUR_MS) }), clock)
  const tariffs = [
    buildTariff({
      lastUpdated: instant(startedAt + HOUR_MS),
      components: [
        ['ENERGY', '3.2'],
        ['PARKING_TIME', '36'],
      ],
    }),
  ]
  const id = await portal.rate({ startedAt, tariffs, exclVat: '64.8' })
  await releaseCdr(staff('roaming'), id, { price: 'ours', reason: 'the older version rules' })
  const detail = await getCdrDetail(auditor, id)
  expect(detail).toMatchObject({
    status: 'accepted',
    reason: 'TARIFF_CHANGED_AFTER_START',
    partner: { name: 'Kustladd' },
    customer: { id: portal.customerId },
    tariff: { source: 'stored', version: 1 },
    session: null,
    conflicts: [],
    credits: [],
    reviews: [{ decision: 'released_at_our_price', reason: 'the older version rules' }],
  })
  expect(detail.periods.map(({ energyKwh, oursExcl, claimedExcl }) => [energyKwh, oursExcl, claimedExcl])).toEqual([
    ['11', '35.2', '35.2'],
    ['5.5', '17.6', '17.6'],
    ['0', '0', '12'],
  ])
  expect(detail.revisions.map((each) => each.revision)).toEqual([2, 1])
  expect(detail.components).toEqual([{ component: 'energy', oursExcl: '52.8', cpoExcl: null }])
})

describe('cdr show', () => {
  test('a stored CDR is pending, then accepted with its rating', async () => {
    const cdr = portal.build()
    const id = await portal.store(cdr)
    const key = { countryCode: 'se', partyId: 'kul', id: cdr.id.toLowerCase() }
    expect(await getCdrReport(system, key)).toMatchObject({
      status: 'pending',
      findings: [],
      rating: null,
      invoiceLine: null,
      cdr: { id: cdr.id },
    })
    const { rateCdrs } = await import('../rate-cdrs')
    await rateCdrs(system, [id])
    const report = await getCdrReport(auditor, key)
    expect(report).toMatchObject({
      status: 'accepted',
      rating: {
        cost: '52.80',
        exclVat: '54.45',
        vat: '13.61',
        inclVat: '68.06',
        margin: '1.65',
        wholesaleExclVat: '52.8',
      },
    })
    expect(report.findings.every((entry) => entry.message.length > 0)).toBe(true)
    expect(() => JSON.stringify(report)).not.toThrow()
  })

  test('what was odd in its JSON is told as well', async () => {
    const cdr = portal.build()
    await insertCdr(portal.partnerId, cdr, clock, [
      { code: 'FIELD_TOO_LONG', path: 'cdr_location.city', message: 'over 45 characters' },
    ])
    const { findings } = await getCdrReport(system, cdr)
    expect(findings).toEqual([
      { code: 'FIELD_TOO_LONG', severity: 'info', message: 'cdr_location.city: over 45 characters' },
    ])
  })

  test('one that nobody sent is not found', async () => {
    await expect(getCdrReport(system, { countryCode: 'SE', partyId: 'KUL', id: 'no' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

test('a hold by hand is a reason of its own', async () => {
  const id = await portal.rate()
  await holdCdr(staff('finance'), id, 'the customer complains')
  expect((await getCdrDetail(auditor, id)).reason).toBe('HELD_BY_STAFF')
})

test('without the permission nothing is read', async () => {
  const id = await portal.rate()
  const nobody = {
    ...mintStaffCtx({ requestId: 'test', clock, userId: USER, role: 'auditor' }),
    permissions: new Set<never>(),
  }
  for (const read of [listCdrs(nobody, {}), sumCdrs(nobody, {}), cdrWork(nobody), getCdrDetail(nobody, id)]) {
    await expect(read).rejects.toMatchObject({ code: 'forbidden' })
  }
})
