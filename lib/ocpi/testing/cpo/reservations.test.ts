// Commands about reservations, and what becomes of a reservation.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toDateTime } from './clock'
import { driveCpo, until, type Drive } from './drive-cpo'
import { TOKEN } from './fake-emsp'
import { createLocalClock } from './local-time'
import { priceReservation } from './price-reservation'
import { priceSession } from './pricer'
import { toPrice } from './write-cdr'
import type { Cdr, Session, Tariff } from './wire'

let drive: Drive
let number = 0

beforeAll(async () => {
  drive = await driveCpo({ reservationFees: true })
  await drive.register('2.2.1')
})

beforeEach(() => {
  drive.emsp.seen.length = 0
  drive.emsp.cdrs.length = 0
})

afterAll(() => drive.close())

const results = () => drive.emsp.on('POST', /commands/).map(({ body }) => (body as { result: string }).result)
const sent = () => drive.emsp.on('PUT', /sessions/).map(({ body }) => body as Session)
const evseStatuses = () => drive.emsp.on('PATCH', /locations/).map(({ body }) => (body as { status: string }).status)

async function command(name: string, body: object, version = '2.2.1') {
  number += 1
  const response_url = `${drive.emsp.url}/ocpi/${version}/commands/${name}/${number}`
  return drive.ocpi<{ result: string; timeout?: number }>('POST', `${version}/commands/${name}`, {
    response_url,
    ...body,
  })
}

/** A reservation that is there; answers its id and that of its session. */
async function reserve(body: object = {}): Promise<{ id: string; sessionId: string }> {
  const id = `R${number}`
  const wish = { token: TOKEN, location_id: 'KUL-L002', evse_uid: 'KUL-E0201', reservation_id: id }
  const expiry_date = toDateTime(Date.now() + 600_000)
  const { answer } = await command('RESERVE_NOW', { ...wish, expiry_date, authorization_reference: 'ref-r', ...body })
  expect(answer.data.result).toBe('ACCEPTED')
  await until(() => results().length === 1 && sent().length === 1)
  return { id, sessionId: sent()[0]?.id ?? '' }
}

/** Lets some time of the reservation pass: its price counts whole seconds. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100))

describe('RESERVE_NOW', () => {
  test('holds the EVSE for the card, which alone may charge there; the CDR shows and prices both', async () => {
    const { sessionId } = await reserve()
    expect(results()).toEqual(['ACCEPTED'])
    expect(sent()[0]).toMatchObject({ status: 'RESERVATION', evse_uid: 'KUL-E0201', connector_id: '#NA', kwh: 0 })
    await until(() => evseStatuses().includes('RESERVED'))
    const stranger = { token: { ...TOKEN, uid: '0400000000' }, location_id: 'KUL-L002', evse_uid: 'KUL-E0201' }
    await command('START_SESSION', stranger)
    await until(() => results().length === 2)
    expect(results()[1]).toBe('EVSE_OCCUPIED')
    await aSecond()
    const tapped = { uid: TOKEN.uid, evseUid: 'KUL-E0201', minutes: 30 }
    expect(await drive.control('POST', 'tap', tapped)).toMatchObject({ allowed: 'ALLOWED', sessionId })
    await until(() => drive.emsp.cdrs.length === 1)
    expect(sent().map(({ status }) => status)).toEqual(['RESERVATION', 'ACTIVE', 'COMPLETED'])
    const cdr = drive.emsp.cdrs[0] as Cdr
    expect(cdr).toMatchObject({ session_id: sessionId, total_reservation_cost: { excl_vat: 0.2, incl_vat: 0.25 } })
    expect(cdr.charging_periods[0]?.dimensions).toEqual([{ type: 'RESERVATION_TIME', volume: expect.any(Number) }])
    expect(cdr.start_date_time).toBe(cdr.charging_periods[0]?.start_date_time)
    expect(cdr.total_cost.excl_vat).toBeCloseTo(0.2 + (cdr.total_energy_cost?.excl_vat ?? 0), 2)
    expect(await drive.control('GET', 'reservations')).toEqual([])
  })

  test('of a location alone names no EVSE and expires with the fee for nobody coming', async () => {
    const { id, sessionId } = await reserve({ evse_uid: undefined })
    expect(sent()[0]).toMatchObject({ evse_uid: '#NA', connector_id: '#NA' })
    await aSecond()
    await drive.control('POST', `reservations/${id}/expire`)
    await until(() => drive.emsp.cdrs.length === 1)
    expect(sent().at(-1)).toMatchObject({ id: sessionId, status: 'COMPLETED' })
    expect(drive.emsp.cdrs[0]).toMatchObject({
      session_id: sessionId,
      total_energy: 0,
      total_time: 0,
      total_cost: { excl_vat: 20.2, incl_vat: 25.25 },
      total_reservation_cost: { excl_vat: 20.2, incl_vat: 25.25 },
      cdr_location: { evse_uid: '#NA', evse_id: '#NA', connector_id: '#NA' },
    })
  })

  test('ends by itself at its expiry_date', async () => {
    await reserve({ expiry_date: toDateTime(Date.now() + 2_000) })
    await until(() => drive.emsp.cdrs.length === 1)
    await until(() => evseStatuses().at(-1) === 'AVAILABLE')
    expect(sent().map(({ status }) => status)).toEqual(['RESERVATION', 'COMPLETED'])
  })

  test('with the same id moves to another EVSE and keeps its session', async () => {
    const { id, sessionId } = await reserve()
    const expiry_date = toDateTime(Date.now() + 600_000)
    const move = { token: TOKEN, location_id: 'KUL-L002', evse_uid: 'KUL-E0202', reservation_id: id, expiry_date }
    await command('RESERVE_NOW', move)
    await until(() => sent().length === 2)
    expect(sent()[1]).toMatchObject({ id: sessionId, evse_uid: 'KUL-E0202' })
    await until(() => evseStatuses().length === 3)
    expect(evseStatuses()).toEqual(['RESERVED', 'AVAILABLE', 'RESERVED'])
    await drive.control('POST', `reservations/${id}/withdraw`)
  })

  test.each([
    ['in the past', { expiry_date: '2020-01-01T00:00:00Z' }, 'REJECTED'],
    ['nowhere', { location_id: 'NONE' }, undefined],
  ])('%s is refused at once', async (_name, body, result) => {
    const wish = { token: TOKEN, location_id: 'KUL-L002', evse_uid: 'KUL-E0203', reservation_id: 'X' }
    const { answer } = await command('RESERVE_NOW', { ...wish, expiry_date: '2999-01-01T00:00:00Z', ...body })
    expect(answer.data?.result).toBe(result)
    expect(answer.status_code).toBe(result ? 1000 : 2003)
  })
})

test('CANCEL_RESERVATION costs the time until then; an unknown one is answered by the station', async () => {
  const { id, sessionId } = await reserve()
  await aSecond()
  await command('CANCEL_RESERVATION', { reservation_id: id })
  await until(() => drive.emsp.cdrs.length === 1)
  expect(results()).toEqual(['ACCEPTED', 'ACCEPTED'])
  expect(drive.emsp.cdrs[0]).toMatchObject({ session_id: sessionId, total_cost: { excl_vat: 0.2 } })
  await command('CANCEL_RESERVATION', { reservation_id: id })
  await until(() => results().length === 3)
  expect(results()[2]).toBe('UNKNOWN_RESERVATION')
})

test('the operator withdraws: CANCELED_RESERVATION where RESERVE_NOW was to be answered, and no CDR', async () => {
  const { id, sessionId } = await reserve()
  const [url] = drive.emsp.on('POST', /commands/).map(({ path }) => path)
  await drive.control('POST', `reservations/${id}/withdraw`)
  expect(drive.emsp.on('POST', /commands/)[1]).toMatchObject({ path: url, body: { result: 'CANCELED_RESERVATION' } })
  expect(sent().at(-1)).toMatchObject({ id: sessionId, status: 'INVALID' })
  expect(drive.emsp.cdrs).toEqual([])
})

test('UNLOCK_CONNECTOR lets go of a cable and ends the charge; fast chargers cannot', async () => {
  const { sessionId } = await drive.control<{ sessionId: string }>('POST', 'tap', {
    uid: TOKEN.uid,
    evseUid: 'KUL-E0204',
    minutes: 600,
    speed: 1,
  })
  await command('UNLOCK_CONNECTOR', { location_id: 'KUL-L002', evse_uid: 'KUL-E0204', connector_id: '1' })
  await until(() => drive.emsp.cdrs[0]?.session_id === sessionId)
  expect(results()).toEqual(['ACCEPTED'])
  const fast = { location_id: 'KUL-L003', evse_uid: 'KUL-E0301', connector_id: '1' }
  expect((await command('UNLOCK_CONNECTOR', fast)).answer.data.result).toBe('NOT_SUPPORTED')
})

test('2.1.1 numbers its reservations, has no time-out, no CANCEL_RESERVATION and no words for why', async () => {
  const { uid, type, contract_id: auth_id } = TOKEN
  const token = {
    uid,
    type,
    auth_id,
    issuer: 'x',
    valid: true,
    whitelist: 'NEVER',
    last_updated: '2026-01-01T00:00:00Z',
  }
  const where = { token, location_id: 'KUL-L004', evse_uid: 'KUL-E0401' }
  const expiry_date = toDateTime(Date.now() + 600_000)
  const { answer } = await command('RESERVE_NOW', { ...where, reservation_id: 7, expiry_date }, '2.1.1')
  expect(answer.data).toEqual({ result: 'ACCEPTED' })
  await until(() => results().length === 1)
  await command('START_SESSION', { ...where, token: { ...token, uid: 'OTHER' } }, '2.1.1')
  await until(() => results().length === 2)
  expect(results()).toEqual(['ACCEPTED', 'REJECTED'])
  expect((await command('CANCEL_RESERVATION', { reservation_id: 7 }, '2.1.1')).http).toBe(404)
})

describe('the price of a reservation', () => {
  const clock = createLocalClock('Europe/Stockholm')
  const startMs = Date.parse('2026-03-02T09:00:00Z')
  const component = (type: 'FLAT' | 'TIME' | 'ENERGY', price: number, step_size: number) => ({
    price_components: [{ type, price, vat: 20, step_size }],
  })
  const tariff = (elements: Tariff['elements']): Tariff => ({
    country_code: 'SE',
    party_id: 'KUL',
    id: 'T',
    currency: 'SEK',
    elements: [...elements, component('ENERGY', 0.25, 1)],
    last_updated: '2026-01-01T00:00:00Z',
  })
  const fee = tariff([
    { ...component('FLAT', 4, 1), restrictions: { reservation: 'RESERVATION_EXPIRES' } },
    { ...component('TIME', 2, 600), restrictions: { reservation: 'RESERVATION' } },
  ])
  const time = tariff([
    { ...component('TIME', 6, 600), restrictions: { reservation: 'RESERVATION_EXPIRES' } },
    { ...component('TIME', 3, 600), restrictions: { reservation: 'RESERVATION' } },
  ])

  test.each([
    ['22 minutes, used, in blocks of ten', fee, 1320, false, 1, 1.2],
    ['an hour, expired: the fee and the time', fee, 3600, true, 6, 7.2],
    ['22 minutes, used, beside a price for those that expire', time, 1320, false, 1.5, 1.8],
    ['90 minutes, expired: its own price alone', time, 5400, true, 9, 10.8],
    ['a tariff without', tariff([]), 3600, true, 0, 0],
  ])('%s', (_name, priced, seconds, expired, net, gross) => {
    const cost = priceReservation(priced, { startMs, seconds, expired }, clock)
    expect(toPrice(cost, 2)).toEqual({ excl_vat: net, incl_vat: gross })
  })

  test('counts towards the highest price of the session that took it up', () => {
    const bounded = { ...fee, max_price: { excl_vat: 5.5 } }
    const reserved = priceReservation(bounded, { startMs, seconds: 1320, expired: false }, clock)
    const period = { startMs, energyWh: 20_000, chargingSeconds: 3600, parkingSeconds: 0 }
    expect(toPrice(priceSession(bounded, [period], clock, reserved).total, 2).excl_vat).toBe(5.5)
    expect(toPrice(priceSession(fee, [period], clock, reserved).total, 2).excl_vat).toBe(6)
  })
})
