import { beforeEach, expect, test } from 'vitest'
import { sql } from 'drizzle-orm'
import { buildPeriods, buildTariff } from '@/db/factories/build-cdr'
import { insertTariff, partnerCtx } from '@/db/factories/cdrs'
import { insertCustomer } from '@/db/factories/customers'
import { getDb } from '@/db/client'
import { truncateAll } from '@/db/testing/test-sql'
import { clock, customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import type { SessionId } from '@/lib/kernel/ids'
import { DAY_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import type { Session } from '@/lib/roaming/core/session'
import { upsertSession } from '@/lib/roaming/sessions/upsert-session'
import { getMyCharge } from '../charges/queries/get-my-charge'
import { findMyActiveSession, getMySession } from '../charges/queries/find-my-active-session'
import { guardCharges } from './guard-charges'
import { getMyChargeLimits, listSessionNotices } from './queries'
import { setChargeLimits } from './set-charge-limits'

const START = Date.UTC(2026, 9, 15, 8)
const after = (minutes: number) => instant(START + minutes * MINUTE_MS)
let portal: Portal

beforeEach(async () => {
  await truncateAll()
  clock.set(after(0))
  portal = await openPortal()
  const element = (type: string, price: string) => ({
    components: [{ type, price, vat: '25', stepSize: 1 }],
    restrictions: null,
  })
  const tariff = buildTariff()
  await insertTariff(
    portal.partnerId,
    { ...tariff, elements: [element('ENERGY', '3.2'), element('PARKING_TIME', '57.6')] } as typeof tariff,
    clock,
  )
})

/** The session as its operator tells it after so many minutes. */
async function hear(minutes: number, kwh: string, given: Partial<Session> = {}): Promise<void> {
  const { token, location } = portal.build()
  clock.set(after(minutes))
  const session: Session = {
    countryCode: 'SE',
    partyId: 'KUL',
    id: 'LIVE-1',
    startedAt: after(0),
    endedAt: null,
    energyKwh: kwh,
    token,
    authMethod: 'COMMAND',
    authorizationReference: null,
    locationId: location.id,
    evseUid: location.evseUid,
    connectorId: '1',
    meterId: null,
    currency: 'SEK',
    chargingPeriods: buildPeriods(after(0), [{ minutes: 30, kwh }]),
    totalCost: null,
    status: 'ACTIVE',
    lastUpdated: after(minutes),
    ...given,
  }
  await upsertSession(partnerCtx(portal.partnerId, clock), { session, received: {}, findings: [] })
}
const look = () => guardCharges(system)
const shown = async () => (await findMyActiveSession(customer(portal.customerId)))?.notices
const kinds = async () => (await shown())?.map(({ kind }) => kind)
const told = async () => {
  const [row] = (await getDb().execute(sql`select id from sessions`)) as unknown as [{ id: SessionId }] // there is one
  return listSessionNotices(staff('support'), row.id)
}

test('a session that stands still is told while it runs, once, with what a minute costs, and no longer when it goes on', async () => {
  await hear(30, '5')
  expect(await look()).toEqual({ watched: 1, told: 0 })
  await hear(33, '5')
  await look()
  expect(await kinds()).toEqual([])
  await hear(40, '5')
  expect(await look()).toEqual({ watched: 1, told: 1 })
  // 57,60 kr an hour by the operator's tariff, and VAT.
  expect(await shown()).toEqual([{ kind: 'idle_fee', facts: { minutes: '10', perMinute: '1.2' } }])
  await hear(52, '5')
  expect(await look()).toEqual({ watched: 1, told: 1 })
  expect(await shown()).toEqual([
    { kind: 'idle_fee', facts: { minutes: '22', perMinute: '1.2' } },
    { kind: 'no_energy', facts: { minutes: '22', perMinute: '1.2' } },
  ])
  // Nothing new was said: nothing is looked at, nothing told again.
  expect(await look()).toEqual({ watched: 0, told: 0 })
  await hear(60, '7')
  await look()
  expect(await kinds()).toEqual([])
  expect(await told()).toMatchObject([
    { kind: 'idle_fee', at: after(40), endedAt: after(60) },
    { kind: 'no_energy', at: after(52), endedAt: after(60) },
  ])
})

test('a charge that has ended tells nothing more, and keeps the estimate that was shown', async () => {
  await hear(5, '0', { chargingPeriods: [] })
  await hear(40, '0', { chargingPeriods: [] })
  await look()
  expect(await kinds()).toContain('no_energy')
  await hear(50, '1', { status: 'COMPLETED', endedAt: after(50) })
  await look()
  expect((await told()).every(({ endedAt }) => endedAt !== null)).toBe(true)
  const [watch] = await getDb().execute(sql`select net_minor, gross_minor from charge_watches`)
  // 1 kWh at 3,20 kr and our 10 öre.
  expect(watch).toEqual({ net_minor: '330', gross_minor: '413' })
})

test('limits that the customer set are told once they are passed, the month with its other charges', async () => {
  const mine = customer(portal.customerId)
  await setChargeLimits(mine, { monthlyMinor: 80_00n, perChargeMinor: 30_00n })
  expect(await getMyChargeLimits(mine)).toEqual({ monthlyMinor: 80_00n, perChargeMinor: 30_00n })
  await hear(20, '7')
  await look()
  expect(await kinds()).toEqual([])
  await hear(25, '8')
  await look()
  expect(await shown()).toEqual([{ kind: 'charge_limit', facts: { grossMinor: '3300', limitMinor: '3000' } }])
  // 11 kWh at another time of the month came to 45,38 kr.
  await portal.rate({})
  await hear(26, '9')
  await look()
  expect(await kinds()).toEqual(['charge_limit', 'month_budget'])
  await setChargeLimits(mine, { monthlyMinor: null, perChargeMinor: null })
  await hear(27, '9.5')
  await look()
  expect(await kinds()).toEqual([])
  const other = customer(await insertCustomer())
  expect(await getMyChargeLimits(other)).toEqual({ monthlyMinor: null, perChargeMinor: null })
  await expect(setChargeLimits(mine, { monthlyMinor: 0n, perChargeMinor: null })).rejects.toMatchObject({
    code: 'invalid',
    field: 'monthlyMinor',
  })
})

test('an account that comes after the day that was agreed costs at most what was shown, whatever is told later', async () => {
  await hear(60, '5', { status: 'COMPLETED', endedAt: after(60) })
  await look()
  const [session] = (await getDb().execute(sql`select id from sessions`)) as unknown as [{ id: SessionId }] // there is one
  const from = instant(after(60) + 91 * DAY_MS)
  const mine = customer(portal.customerId)
  expect(await getMySession(mine, session.id)).toMatchObject({ late: { from, pays: 'estimate' } })
  // The operator finds more energy when it is too late already.
  await hear((from + MINUTE_MS - START) / MINUTE_MS, '9', { status: 'COMPLETED', endedAt: after(60) })
  await look()
  // What is shown now is what will be billed: 5 kWh, with a line that takes the other 4 off.
  const { estimate } = await getMySession(mine, session.id)
  expect(estimate?.grossMinor).toBe('2063')
  expect(estimate?.lines.map(({ kind }) => kind)).toContain('late_data')
  const { location } = portal.build()
  const cdrId = await portal.rate({
    startedAt: after(0),
    sessionId: 'LIVE-1',
    location,
    texts: [{ minutes: 60, kwh: '9' }],
    exclVat: '28.8',
  })
  // 5 kWh at 3,20 kr and our 10 öre, and not 9 of them.
  const [rating] = await getDb().execute(
    sql`select retail_net_minor, retail_gross_minor, wholesale_excl from ratings where cdr_id = ${cdrId}`,
  )
  expect(rating).toEqual({ retail_net_minor: '1650', retail_gross_minor: '2063', wholesale_excl: '28.8' })
  const findings = await getDb().execute(
    sql`select code, params ->> 'recover' as recover from cdr_findings where cdr_id = ${cdrId}`,
  )
  expect(findings).toContainEqual({ code: 'LATE_DATA', recover: '13.20' })
  // What we pay the operator waits for a person; what the customer pays does not.
  const [cdr] = await getDb().execute(sql`select status from cdrs where id = ${cdrId}`)
  expect([cdr, (await getMyCharge(mine, cdrId)).state]).toEqual([{ status: 'held' }, 'checked'])
})

test('a message of a session leaves one job to look, however many come', async () => {
  for (const minute of [1, 2, 3]) await hear(minute, '1')
  const jobs = await getDb().execute(sql`select key from graphile_worker.jobs where task_identifier = 'guard-charges'`)
  expect(jobs).toHaveLength(1)
})

test('staff without the right to read sessions see nothing', async () => {
  await hear(1, '1')
  const stranger = { ...staff('support'), permissions: new Set() } as ReturnType<typeof staff>
  await expect(listSessionNotices(stranger, 'ses_x' as SessionId)).rejects.toMatchObject({ code: 'forbidden' })
})
