import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { buildCreditCdr, buildPeriods, buildTariff } from '@/db/factories/build-cdr'
import { insertTariff, partnerCtx } from '@/db/factories/cdrs'
import { insertCustomer } from '@/db/factories/customers'
import { getDb } from '@/db/client'
import { truncateAll } from '@/db/testing/test-sql'
import type { CdrId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import type { Session } from '@/lib/roaming/core/session'
import { upsertSession } from '@/lib/roaming/sessions/upsert-session'
import { clock, customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { rateCdrs } from '../rate-cdrs'
import { rejectCdr } from '../reviews/reject-cdr'
import { findMyAccount, findMyActiveSession, getMySession } from './queries/find-my-active-session'
import { findMyJustEnded } from './queries/find-my-just-ended'
import { getMyCharge } from './queries/get-my-charge'
import { listMyCharges } from './queries/list-my-charges'
import { myMonthSummary } from './queries/my-month-summary'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
  portal = await openPortal()
})

async function storeSession(given: Partial<Session> = {}): Promise<Session> {
  const startedAt = given.startedAt ?? instant(clock.now() - HOUR_MS)
  const { token, location } = portal.build()
  const session: Session = {
    countryCode: 'SE',
    partyId: 'KUL',
    id: 'LIVE-1',
    startedAt,
    endedAt: null,
    energyKwh: '11',
    token,
    authMethod: 'COMMAND',
    authorizationReference: null,
    locationId: location.id,
    evseUid: location.evseUid,
    connectorId: '1',
    meterId: null,
    currency: 'SEK',
    chargingPeriods: buildPeriods(startedAt, [
      { minutes: 30, kwh: '5' },
      { minutes: 30, kwh: '6' },
    ]),
    totalCost: null,
    status: 'ACTIVE',
    lastUpdated: instant(startedAt + HOUR_MS),
    ...given,
  }
  await upsertSession(partnerCtx(portal.partnerId, clock), { session, received: {}, findings: [] })
  return session
}

describe('the history', () => {
  test('shows each charge in its state, with what it costs', async () => {
    const me = customer(portal.customerId)
    const checked = await portal.rate()
    const reviewing = await portal.rate({ exclVat: '97.2', totalEnergyKwh: '20' })
    const free = await portal.rate({ exclVat: '97.2' })
    await rejectCdr(staff('roaming'), free, 'no such session')
    const credited = portal.build()
    await rateCdrs(system, [await portal.store(credited), await portal.store(buildCreditCdr(credited))])
    await portal.store(portal.build())
    const { rows, next } = await listMyCharges(me)
    expect(rows.map(({ state, grossMinor }) => [state, grossMinor])).toEqual([
      ['preliminary', null],
      ['credited', 0n],
      ['free', 0n],
      ['reviewing', 6806n],
      ['checked', 6806n],
    ])
    expect(next).toBeNull()
    expect((await listMyCharges(me, { state: 'reviewing' })).rows.map((row) => row.id)).toEqual([reviewing])
    expect((await listMyCharges(me, { state: 'checked', place: 'RESE' })).rows.map((row) => row.id)).toEqual([checked])
    expect(
      (await listMyCharges(me, { from: '2026-10-03' as never })).rows.every(
        (row) => row.startedAt >= Date.UTC(2026, 9, 2, 22),
      ),
    ).toBe(true)
  })

  test('contains sessions that the operator has not accounted for, once', async () => {
    const me = customer(portal.customerId)
    const session = await storeSession()
    expect((await listMyCharges(me)).rows).toMatchObject([
      { kind: 'session', state: 'charging', energyKwh: '11', endedAt: null },
    ])
    await storeSession({ status: 'COMPLETED', endedAt: instant(clock.now()), lastUpdated: clock.now() })
    expect((await listMyCharges(me)).rows).toMatchObject([{ kind: 'session', state: 'preliminary' }])
    clock.set(instant(clock.now() + HOUR_MS))
    await portal.rate({ startedAt: session.startedAt, sessionId: session.id.toLowerCase() })
    expect((await listMyCharges(me)).rows).toMatchObject([{ kind: 'cdr', state: 'checked' }])
  })

  test('is paged by keyset without gaps or repeats', async () => {
    const stored: CdrId[] = []
    for (let count = 0; count < 7; count += 1) stored.push(await portal.rate())
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await listMyCharges(customer(portal.customerId), {}, { limit: 3, after })
      seen.push(...page.rows.map((row) => row.id))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(stored.toReversed())
  })
})

test('nothing of another customer’s can be reached', async () => {
  const id = await portal.rate()
  await storeSession()
  const other = customer(await insertCustomer())
  const mine = (await listMyCharges(customer(portal.customerId))).rows.find((row) => row.kind === 'session')
  expect((await listMyCharges(other)).rows).toEqual([])
  await expect(getMyCharge(other, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await findMyActiveSession(other)).toBeNull()
  await expect(getMySession(other, mine!.id as never)).rejects.toMatchObject({ code: 'not_found' }) // there is one session
  expect((await myMonthSummary(other)).charges).toBe(0)
})

test('one charge explains its price, its checks and its course', async () => {
  const id = await portal.rate({ exclVat: '97.2' })
  const charge = await getMyCharge(customer(portal.customerId), id)
  expect(charge).toMatchObject({
    state: 'checked',
    operatorName: 'Kustladd',
    energyKwh: '16.5',
    planName: 'Laddnota',
    idle: { minutes: '20', freeMinutes: null },
    invoice: null,
  })
  expect(charge.price?.grossMinor).toBe(6806n)
  expect(charge.price?.lines.map(({ kind, unitPrice, grossMinor }) => [kind, unitPrice, grossMinor])).toEqual([
    ['energy', '4', 6600n],
    ['markup', '0.125', 206n],
  ])
  expect(charge.price?.lines[0]?.parts.map((part) => part.grossMinor)).toEqual([4400n, 2200n])
  expect(charge.curve.map(({ averageKw, unitPrice }) => [averageKw, unitPrice])).toEqual([
    ['11', '4'],
    ['11', '4'],
    ['0', null],
  ])
  expect(charge.checks.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual([
    'time ok',
    'energy ok',
    'price deviates',
    'vat ok',
    'duplicate ok',
    'card ok',
  ])
  expect(charge.timeline.map((event) => event.kind)).toEqual([
    'started',
    'charging_ended',
    'ended',
    'received',
    'checked',
  ])
})

test('the month stands beside the month before, up to the same time', async () => {
  const at = (month: number, day: number) => instant(Date.UTC(2026, month, day, 8))
  await portal.rate({ startedAt: at(8, 10) })
  await portal.rate({ startedAt: at(8, 20) })
  await portal.rate({ startedAt: at(9, 10) })
  await portal.rate({ startedAt: at(9, 12), exclVat: '97.2', totalEnergyKwh: '20' })
  expect(await myMonthSummary(customer(portal.customerId))).toEqual({
    month: '2026-10',
    charges: 2,
    energyKwh: '36.5',
    grossMinor: 13612n,
    unsettled: 1,
    before: { month: '2026-09', charges: 1, energyKwh: '16.5', grossMinor: 6806n },
  })
  expect((await myMonthSummary(customer(portal.customerId), '2026-09')).charges).toBe(2)
})

describe('the running charge', () => {
  test('costs by the same engine, tariff and plan as its bill will', async () => {
    await insertTariff(portal.partnerId, buildTariff(), clock)
    const session = await storeSession()
    const live = await findMyActiveSession(customer(portal.customerId))
    expect(live).toMatchObject({
      status: 'ACTIVE',
      energyKwh: '11',
      powerKw: '12',
      stale: false,
      estimate: { grossMinor: '4538' },
      prices: { planName: 'Laddnota' },
    })
    expect(live?.estimate?.lines.map((line) => line.grossMinor)).toEqual(['4400', '138'])
    expect(() => JSON.stringify(live)).not.toThrow()
    clock.set(instant(session.lastUpdated + 11 * MINUTE_MS))
    expect((await findMyActiveSession(customer(portal.customerId)))?.stale).toBe(true)
  })

  test('has no price when nobody knows the tariff, and ends', async () => {
    await storeSession()
    const me = customer(portal.customerId)
    const live = await findMyActiveSession(me)
    expect(live?.estimate).toBeNull()
    await storeSession({ status: 'COMPLETED', endedAt: clock.now(), lastUpdated: clock.now() })
    expect(await findMyActiveSession(me)).toBeNull()
    expect(await getMySession(me, live!.sessionId)).toMatchObject({ status: 'COMPLETED', endedAt: clock.now() }) // it ran above
  })
})

describe('the end of a charge', () => {
  test('stays told for a while, however the page is come to, until the next one begins', async () => {
    const me = customer(portal.customerId)
    expect(await findMyJustEnded(me)).toBeNull()
    const running = await storeSession()
    expect(await findMyJustEnded(me)).toBeNull()
    await storeSession({ ...running, status: 'COMPLETED', lastUpdated: instant(running.lastUpdated + MINUTE_MS) })
    const ended = await findMyJustEnded(me)
    expect((await getMySession(me, ended!)).status).toBe('COMPLETED')
    expect(await findMyJustEnded(customer(await insertCustomer()))).toBeNull()
    await storeSession({ id: 'LIVE-2', startedAt: instant(running.startedAt + MINUTE_MS) })
    expect(await findMyJustEnded(me)).toBeNull()
  })

  test('leads to the account once that is there, and to nobody else’s', async () => {
    const me = customer(portal.customerId)
    const session = await storeSession({ status: 'COMPLETED' })
    const ended = (await findMyJustEnded(me))! // it ended now
    expect(await findMyAccount(me, ended)).toBeNull()
    clock.set(instant(clock.now() + HOUR_MS))
    const cdrId = await portal.rate({ startedAt: session.startedAt, sessionId: session.id })
    expect(await findMyAccount(me, ended)).toBe(cdrId)
    expect(await findMyAccount(customer(await insertCustomer()), ended)).toBeNull()
  })

  test('is not told of what ended long ago', async () => {
    const me = customer(portal.customerId)
    await storeSession({ status: 'COMPLETED' })
    await getDb().execute(
      sql`update sessions set updated_at = ${new Date(clock.now() - 2 * HOUR_MS).toISOString()}::timestamptz`,
    )
    expect(await findMyJustEnded(me)).toBeNull()
  })
})

test('a reservation that nothing followed is told as one, and is no charge of the month', async () => {
  const me = customer(portal.customerId)
  await portal.rate()
  const startedAt = instant(clock.now() - 20 * HOUR_MS)
  const cdrId = await portal.rate({
    startedAt,
    endedAt: instant(startedAt + 30 * MINUTE_MS),
    sessionId: null,
    location: { ...portal.build().location, evseUid: '#NA', evseId: '#NA', connectorId: '#NA' },
    chargingPeriods: [{ startedAt, dimensions: [{ type: 'RESERVATION_TIME', volume: '0.5' }], tariffId: null }],
    exclVat: '0',
  })
  expect(await getMyCharge(me, cdrId)).toMatchObject({ reservationOnly: true, evseId: null })
  const { rows } = await listMyCharges(me)
  expect(rows.map(({ id, reservationOnly }) => [id === cdrId, reservationOnly])).toEqual([
    [true, true],
    [false, false],
  ])
  expect((await myMonthSummary(me)).charges).toBe(1)
})
