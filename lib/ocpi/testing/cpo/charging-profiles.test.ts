// Smart charging: what the eMSP may want of a live session, and that the session obeys.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toDateTime } from './clock'
import { driveCpo, until, type Drive } from './drive-cpo'
import { TOKEN } from './fake-emsp'
import type { Cdr, ChargingProfile } from './wire'

let drive: Drive

beforeAll(async () => {
  drive = await driveCpo({ speed: 1800 })
  await drive.register('2.2.1')
})

beforeEach(() => {
  drive.emsp.seen.length = 0
  drive.emsp.cdrs.length = 0
})

afterAll(() => drive.close())

const EVSE = { alternating: 'KUL-E0201', direct: 'KUL-E0301' }

/** A session of three hours: six seconds at this speed. */
async function charge(evseUid = EVSE.alternating): Promise<string> {
  const wish = { uid: TOKEN.uid, evseUid, minutes: 180 }
  const { sessionId } = await drive.control<{ sessionId: string }>('POST', 'tap', wish)
  return sessionId
}

async function end(id: string): Promise<Cdr> {
  await drive.control('POST', `sessions/${id}/stop`)
  await until(() => drive.emsp.cdrs.length === 1)
  return drive.emsp.cdrs[0] as Cdr
}

const url = () => `${drive.emsp.url}/ocpi/2.2.1/chargingprofiles/result/1`
const withUrl = (query = '') => `?response_url=${encodeURIComponent(url())}${query}`
const results = () => drive.emsp.on('POST', /chargingprofiles/).map(({ body }) => body as { result: string })
const told = () => drive.emsp.on('PUT', /chargingprofiles/)

async function profiles(method: string, id: string, query: string, body?: object) {
  const path = `2.2.1/chargingprofiles/${id}${query}`
  return (await drive.ocpi<{ result: string; timeout: number }>(method, path, body)).answer
}

const put = (id: string, charging_profile: Partial<ChargingProfile>) =>
  profiles('PUT', id, '', { charging_profile, response_url: url() })

const LOW = { charging_rate_unit: 'W' as const, charging_profile_period: [{ start_period: 0, limit: 1_500 }] }

const kwhPerHour = ({ total_energy: energy, total_time: hours }: Cdr) => energy / hours

describe('a charging profile', () => {
  test('limits the power, is told back, and can be cleared', async () => {
    const id = await charge()
    expect(await put(id, LOW)).toMatchObject({ status_code: 1000, data: { result: 'ACCEPTED', timeout: 30 } })
    await until(() => results().length === 1 && told().length === 1)
    expect(results()[0]).toEqual({ result: 'ACCEPTED' })
    expect(told()[0]).toMatchObject({
      path: `/ocpi/2.2.1/chargingprofiles/${id}`,
      body: {
        charging_profile: { charging_rate_unit: 'W', charging_profile_period: [{ start_period: 0, limit: 1500 }] },
      },
    })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await profiles('DELETE', id, withUrl())).toMatchObject({ data: { result: 'ACCEPTED' } })
    await until(() => results().length === 2)
    expect(results()[1]).toEqual({ result: 'ACCEPTED' })
    const cdr = await end(id)
    const powers = cdr.charging_periods.flatMap(({ dimensions }) =>
      dimensions.filter(({ type }) => type === 'MAX_POWER').map(({ volume }) => volume),
    )
    expect(Math.min(...powers)).toBeLessThanOrEqual(1.6)
    expect(kwhPerHour(cdr)).toBeGreaterThan(1.5)
  })

  test('in ampere counts for each phase', async () => {
    const id = await charge()
    await put(id, { charging_rate_unit: 'A', charging_profile_period: [{ start_period: 0, limit: 6 }] })
    await until(() => told().length === 1)
    expect(told()[0]?.body).toMatchObject({ charging_profile: { charging_profile_period: [{ limit: 4140 }] } })
    await end(id)
  })

  test('is read with GET, for as long as is asked', async () => {
    const id = await charge()
    expect(await profiles('GET', id, withUrl('&duration=900'))).toMatchObject({ data: { result: 'ACCEPTED' } })
    await until(() => results().length === 1)
    expect(results()[0]).toMatchObject({
      result: 'ACCEPTED',
      profile: { charging_profile: { duration: 900, charging_profile_period: [{ start_period: 0, limit: 11_000 }] } },
    })
    expect(await profiles('GET', id, withUrl('&duration=x'))).toMatchObject({ status_code: 2001 })
    await end(id)
  })

  test('changed by the grid is told, but only to whoever has set one', async () => {
    const id = await charge()
    await drive.control('POST', `sessions/${id}/limit`, { watts: 3000 })
    expect(told()).toEqual([])
    await put(id, { ...LOW, charging_profile_period: [{ start_period: 0, limit: 9_000 }] })
    await until(() => told().length === 1)
    await drive.control('POST', `sessions/${id}/limit`, { watts: 2000 })
    expect(told()[1]?.body).toMatchObject({ charging_profile: { charging_profile_period: [{ limit: 2000 }] } })
    await end(id)
  })

  test('is refused at once for what is no session, cannot be limited, or comes too often', async () => {
    expect(await put('NONE', LOW)).toMatchObject({ data: { result: 'UNKNOWN_SESSION' } })
    const id = await charge(EVSE.direct)
    expect(await put(id, LOW)).toMatchObject({ data: { result: 'NOT_SUPPORTED' } })
    await drive.control('POST', 'misbehave', { kind: 'profile_too_often' })
    expect(await put(id, LOW)).toMatchObject({ data: { result: 'TOO_OFTEN' } })
    expect(
      await put(id, { charging_rate_unit: 'W', charging_profile_period: [{ start_period: 0 } as never] }),
    ).toMatchObject({ status_code: 2001 })
    expect(results()).toEqual([])
    await end(id)
  })
})

describe('charging preferences', () => {
  const inTwoHours = toDateTime(Date.now() + 7_200_000)

  test.each([
    [{ profile_type: 'FAST' }, 'ACCEPTED'],
    [{ profile_type: 'CHEAP' }, 'DEPARTURE_REQUIRED'],
    [{ profile_type: 'CHEAP', departure_time: inTwoHours }, 'ENERGY_NEED_REQUIRED'],
    [{ profile_type: 'CHEAP', departure_time: inTwoHours, energy_need: 12 }, 'ACCEPTED'],
    [{ profile_type: 'CHEAP', departure_time: inTwoHours, energy_need: 500 }, 'NOT_POSSIBLE'],
    [{ profile_type: 'GREEN' }, 'PROFILE_TYPE_NOT_SUPPORTED'],
    [{ profile_type: 'REGULAR', discharge_allowed: true }, 'NOT_POSSIBLE'],
  ])('%j: %s', async (wish, expected) => {
    const id = await charge()
    const { answer } = await drive.ocpi<string>('PUT', `2.2.1/sessions/${id}/charging_preferences`, wish)
    expect(answer).toMatchObject({ status_code: 1000, data: expected })
    await end(id)
  })

  test('of an EVSE without them: HTTP 404 and 2001', async () => {
    const id = await charge(EVSE.direct)
    const given = await drive.ocpi('PUT', `2.2.1/sessions/${id}/charging_preferences`, { profile_type: 'FAST' })
    expect([given.http, given.answer.status_code]).toEqual([404, 2001])
    await end(id)
  })
})
