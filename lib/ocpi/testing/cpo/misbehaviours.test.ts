// Each standing fault, planted alone, does what its name says. The table must name every one of them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { driveCpo, until, type Drive, type Given } from './drive-cpo'
import { ownCredentials, TOKEN } from './fake-emsp'
import { MISBEHAVIOURS, type StandingName } from './misbehaviours'
import { readFault } from './standing'
import { VERSIONS, type Version } from './version'
import type { Cdr, Endpoint, Location, Session, Tariff } from './wire'

type Item = { id: string; last_updated: string; country_code: string; party_id: string }

/** The version in which things are asked for. */
let V: Version = '2.2.1'
let drive: Drive

beforeAll(async () => {
  drive = await driveCpo()
  await drive.register(V)
  await drive.ocpi('PUT', `${V}/tokens/SE/LAD/${TOKEN.uid}`, TOKEN)
  await drive.control('POST', 'cdr', { token: TOKEN })
})

beforeEach(async () => {
  await drive.control('DELETE', 'misbehave')
  drive.emsp.seen.length = 0
  drive.emsp.cdrs.length = 0
})

afterAll(() => drive.close())

const get = <T>(path: string) => drive.ocpi<T>('GET', `${V}/${path}`)
const ids = (given: Given<Item[]>) => given.answer.data.map(({ id }) => id)
const nextOf = ({ headers }: Given<unknown>) => /<(.+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
const locations = async () => (await get<Location[]>('locations?limit=4')).answer.data
const evses = async () => (await locations()).flatMap((location) => location.evses)
const tariffs = async () => (await get<Tariff[]>('tariffs')).answer.data
const details = async () => (await get<{ endpoints: Endpoint[] }>('')).answer.data.endpoints
const lastCdr = async () => (await get<Cdr[]>('cdrs')).answer.data[0]!

async function tap(minutes = 30): Promise<string> {
  const { sessionId } = await drive.control<{ sessionId: string }>('POST', 'tap', { uid: TOKEN.uid, minutes })
  return sessionId
}

const statuses = (id: string) =>
  drive.emsp
    .on('PUT', /sessions/)
    .flatMap(({ body }) => ((body as Session).id === id ? [(body as Session).status] : []))

/** START_SESSION at a free EVSE; answers the requests that follow. */
async function startSession(): Promise<void> {
  const [place] = await drive.control<{ id: string }[]>('GET', 'locations')
  const response_url = `${drive.emsp.url}/ocpi/${V}/commands/START_SESSION/1`
  const body = { response_url, token: TOKEN, location_id: place?.id }
  const { answer } = await drive.ocpi<{ result: string }>('POST', `${V}/commands/START_SESSION`, body)
  expect(answer.data.result).toBe('ACCEPTED')
}

let put = 0

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

type Check = () => Promise<void>

const LISTS: Partial<Record<StandingName, Check>> = {
  ignores_offset: async () => {
    expect(ids(await get('locations?limit=3&offset=3'))).toEqual(ids(await get('locations?limit=3')))
  },
  ignores_limit: async () => expect((await get<Item[]>('locations?limit=2')).answer.data.length).toBeGreaterThan(40),
  ignores_date_from: async () => {
    expect((await get<Item[]>('locations?date_from=2999-01-01T00:00:00Z')).answer.data).not.toEqual([])
  },
  date_to_inclusive: async () => {
    const [first] = (await get<Item[]>('tariffs')).answer.data
    expect((await get<Item[]>(`tariffs?date_to=${first?.last_updated}`)).answer.data).not.toEqual([])
  },
  no_link_header: async () => expect((await get('locations?limit=2')).headers.get('link')).toBeNull(),
  link_wrong_host: async () => {
    expect(new URL(nextOf(await get('locations?limit=2')) ?? '').origin).not.toBe(drive.cpo.url)
  },
  link_loses_filters: async () => {
    expect(nextOf(await get('locations?limit=2&date_from=2020-01-01T00:00:00Z'))).not.toContain('date_from')
  },
  wrong_total_count: async () => expect((await get('tariffs')).headers.get('x-total-count')).toBe('12'),
  missing_total_count: async () => expect((await get('tariffs')).headers.get('x-total-count')).toBeNull(),
  missing_x_limit: async () => expect((await get('tariffs')).headers.get('x-limit')).toBeNull(),
  unstable_order: async () => {
    const orders = await Promise.all(Array.from({ length: 6 }, async () => ids(await get('locations')).join()))
    expect(new Set(orders).size).toBeGreaterThan(1)
  },
  duplicates_across_pages: async () => {
    const first = await get<Item[]>('locations?limit=3')
    const second = await get<Item[]>(nextOf(first)?.split(`/ocpi/${V}/`)[1] ?? '')
    expect(ids(second)[0]).toBe(ids(first).at(-1))
    expect(ids(second)[1]).not.toBe(ids(first).at(-1))
  },
  null_list_instead_of_empty: async () => {
    expect((await get('tariffs?date_from=2999-01-01T00:00:00Z')).answer.data).toBeNull()
  },
  duplicate_ids: async () => expect(new Set(ids(await get('tariffs'))).size).toBe(3),
  ids_differ_in_case: async () => expect(ids(await get('tariffs'))).toContain('kul-ac'),
  rejects_dates_without_designator: async () => {
    expect((await get('tariffs?date_from=2020-01-01T00:00:00')).answer.status_code).toBe(2001)
    expect((await get('tariffs?date_from=2020-01-01T00:00:00Z')).answer.status_code).toBe(1000)
  },
}

const OBJECTS: Partial<Record<StandingName, Check>> = {
  local_times: async () => {
    const [first] = await locations()
    expect(first?.last_updated).toMatch(/[+]0[12]:00$/)
    const plain = await drive.control('DELETE', 'misbehave').then(locations)
    // The same moment, written otherwise: the place may have changed in between, but not by an hour.
    const apart = Date.parse(plain[0]?.last_updated ?? '') - Date.parse(first?.last_updated ?? '')
    expect(Math.abs(apart)).toBeLessThan(60_000)
  },
  no_designator: async () => expect((await locations())[0]?.last_updated).toMatch(/:\d\d$/),
  missing_required_field: async () => {
    expect((await locations())[0]).not.toHaveProperty('coordinates')
    expect((await tariffs())[0]).not.toHaveProperty('currency')
    expect(await lastCdr()).not.toHaveProperty('total_energy')
  },
  wrong_type: async () => expect(typeof (await lastCdr()).total_energy).toBe('string'),
  too_long_ids: async () => expect((await locations())[0]?.id).toHaveLength(60),
  wrong_party_in_objects: async () => expect((await tariffs())[0]?.party_id).toBe('XXX'),
  unknown_enum_values: async () => {
    expect((await evses())[0]).toMatchObject({ status: 'DREAMING' })
    expect((await tariffs())[0]?.type).toBe('PROFILE_LAZY')
  },
  last_updated_in_future: async () => {
    expect(Date.parse((await evses())[0]?.last_updated ?? '')).toBeGreaterThan(Date.now() + 80_000_000)
  },
  last_updated_not_moving: async () => {
    const [first] = await drive.control<{ evses: { uid: string }[] }[]>('GET', 'locations')
    const evseUid = first?.evses[0]?.uid
    await drive.control('POST', 'evse-status', { evseUid, status: 'INOPERATIVE' })
    expect(drive.emsp.on('PATCH', /locations/)[0]?.body).toMatchObject({ last_updated: '2026-01-01T00:00:00Z' })
    await drive.control('POST', 'evse-status', { evseUid, status: 'AVAILABLE' })
  },
  evse_without_connectors: async () => expect((await evses())[1]?.connectors).toEqual([]),
  connector_without_power: async () => expect((await evses())[0]?.connectors[0]).toMatchObject({ max_voltage: 0 }),
  coordinates_swapped: async () => expect(Number((await locations())[0]?.coordinates.latitude)).toBeLessThan(30),
  dangling_tariff_id: async () => expect((await evses())[0]?.connectors[0]?.tariff_ids).toEqual(['KUL-GONE']),
  time_zone_missing: async () => expect((await locations())[0]).not.toHaveProperty('time_zone'),
  evse_uid_reused: async () => expect(new Set((await locations()).map(({ evses: [evse] }) => evse?.uid)).size).toBe(1),
  evse_vanishes: async () => {
    const fewer = (await evses()).length
    await drive.control('DELETE', 'misbehave')
    expect((await evses()).length).toBeGreaterThan(fewer)
  },
  tariff_without_elements: async () => expect((await tariffs())[0]?.elements).toEqual([]),
  tax_included_missing: async () => {
    const { answer } = await drive.ocpi<Tariff[]>('GET', '2.3.0/tariffs')
    expect(answer.data[0]).not.toHaveProperty('tax_included')
  },
  old_prices: async () => {
    const { answer } = await drive.ocpi<Cdr[]>('GET', '2.3.0/cdrs')
    expect(answer.data[0]?.total_cost).toEqual({ excl_vat: expect.any(Number), incl_vat: expect.any(Number) })
  },
  cdr_without_periods: async () => expect((await lastCdr()).charging_periods).toEqual([]),
  cdr_total_mismatch: async () => {
    const cdr = await lastCdr()
    const parts = [cdr.total_fixed_cost, cdr.total_energy_cost, cdr.total_time_cost, cdr.total_parking_cost]
    const sum = parts.reduce((all, part) => all + (part?.excl_vat ?? 0), 0)
    expect(cdr.total_cost.excl_vat - sum).toBeCloseTo(7, 1)
  },
  cdr_energy_mismatch: async () => {
    const { total_energy: total, charging_periods: periods } = await lastCdr()
    const sum = periods.flatMap(({ dimensions }) => dimensions).filter(({ type }) => type === 'ENERGY')
    expect(total - sum.reduce((all, { volume }) => all + volume, 0)).toBeCloseTo(5)
  },
}

const DOOR: Partial<Record<StandingName, Check>> = {
  missing_role: async () => expect((await details()).every(({ role }) => role === undefined)).toBe(true),
  wrong_roles_in_details: async () => {
    expect((await details()).find(({ identifier }) => identifier === 'locations')?.role).toBe('RECEIVER')
  },
  missing_module: async () => {
    expect((await details()).map(({ identifier }) => identifier)).not.toContain('tariffs')
    expect((await get('tariffs')).http).toBe(404)
  },
  relative_urls: async () => expect((await details())[0]?.url).toMatch(/^\/ocpi/),
  versions_open_without_token: async () => {
    expect((await fetch(`${drive.cpo.url}/ocpi/versions`)).status).toBe(200)
    expect((await fetch(`${drive.cpo.url}/ocpi/${V}/locations`)).status).toBe(401)
  },
  credentials_put_keeps_old_token: async () => {
    const before = drive.emsp.partner?.token
    drive.emsp.accepts.add('token-put')
    const { answer } = await drive.ocpi<{ token: string }>(
      'PUT',
      `${V}/credentials`,
      ownCredentials(drive.emsp, 'token-put'),
    )
    Object.assign(drive.emsp.partner ?? {}, { token: answer.data.token })
    expect(answer.data.token).toBe(before)
  },
  http_error_for_ocpi_error: async () => expect((await get('sessions')).http).toBe(400),
  http_200_for_unknown_object: async () => expect((await get('locations/NONE')).http).toBe(200),
  no_envelope: async () => expect((await get('tariffs')).text).toMatch(/^\[/),
  missing_timestamp: async () => expect((await get('tariffs')).answer).not.toHaveProperty('timestamp'),
  wrong_content_type: async () => expect((await get('tariffs')).headers.get('content-type')).toContain('text/html'),
  ids_not_echoed: async () => expect((await get('tariffs')).headers.get('x-request-id')).toBeNull(),
  no_request_ids: async () => {
    await drive.control('POST', 'pull-tokens')
    expect(drive.emsp.on('GET', /tokens/)[0]?.headers).not.toHaveProperty('x-request-id')
  },
  no_routing_headers: async () => {
    await drive.control('POST', 'pull-tokens')
    expect(drive.emsp.on('GET', /tokens/)[0]?.headers).not.toHaveProperty('ocpi-from-party-id')
  },
  raw_token_only: async () => expect((await get('tariffs')).http).toBe(401),
  base64_token_only: async () => {
    expect((await get('tariffs')).http).toBe(200)
    expect((await drive.ocpi('GET', '2.1.1/tariffs')).http).toBe(401)
  },
  accepts_any_token: async () => {
    const headers = { authorization: 'Token invented' }
    expect((await drive.ocpi('GET', `${V}/tariffs`, undefined, headers)).http).toBe(200)
  },
  token_with_newline: async () => {
    await drive.control('POST', 'pull-tokens')
    const shown = drive.emsp.on('GET', /tokens/)[0]?.headers.authorization?.replace('Token ', '') ?? ''
    expect(Buffer.from(shown, 'base64').toString()).toMatch(/\n$/)
  },
  html_errors: async () => expect((await get('nothing')).text).toMatch(/^<!doctype html>/),
  redirects: async () => {
    const given = await get('tariffs')
    expect(given.http).toBe(307)
    const moved = (given.headers.get('location') ?? '').replace(`${drive.cpo.url}/ocpi/`, '')
    expect((await drive.ocpi<Item[]>('GET', moved)).answer.data).toHaveLength(5)
  },
  slow: async () => {
    const from = performance.now()
    await get('tariffs')
    expect(performance.now() - from).toBeGreaterThan(1400)
  },
  slow_token: async () => {
    const from = performance.now()
    await get(`tokens/SE/LAD/${TOKEN.uid}`)
    expect(performance.now() - from).toBeGreaterThan(1400)
  },
}

/** Of this charge: that of a try before may still be on its way. */
const hasCdrOf = (id: string) => drive.emsp.cdrs.some((cdr) => cdr.session_id === id)

const FLOWS: Partial<Record<StandingName, Check>> = {
  session_never_ends: async () => {
    const id = await tap(3)
    await pause(500)
    expect(statuses(id)).toEqual(['ACTIVE'])
    await drive.control('POST', `sessions/${id}/stop`)
    await until(() => hasCdrOf(id))
  },
  session_goes_back: async () => {
    const id = await tap()
    await until(() => hasCdrOf(id))
    expect(statuses(id)).toEqual(['ACTIVE', 'COMPLETED', 'ACTIVE'])
  },
  put_token_not_stored: async () => {
    put += 1
    await drive.ocpi('PUT', `${V}/tokens/SE/LAD/NEW${put}`, { ...TOKEN, uid: `NEW${put}` })
    expect((await get(`tokens/SE/LAD/NEW${put}`)).http).toBe(404)
  },
  token_patch_not_defined: async () => {
    const patch = { valid: true, last_updated: TOKEN.last_updated }
    expect((await drive.ocpi('PATCH', `${V}/tokens/SE/LAD/${TOKEN.uid}`, patch)).http).toBe(405)
  },
  get_token_differs: async () => {
    expect((await get<{ valid: boolean }>(`tokens/SE/LAD/${TOKEN.uid}`)).answer.data.valid).toBe(!TOKEN.valid)
  },
  command_never_answers: async () => {
    await startSession()
    await until(() => drive.emsp.cdrs.length === 1)
    expect(drive.emsp.on('POST', /commands/)).toEqual([])
  },
  command_result_late: async () => {
    await startSession()
    await until(() => drive.emsp.on('POST', /commands/).length > 0 && drive.emsp.on('PUT', /sessions/).length > 0)
    const order = drive.emsp.seen.map(({ method, path }) => `${method} ${path.split('/')[3]}`)
    expect(order.indexOf('PUT sessions')).toBeLessThan(order.indexOf('POST commands'))
    // The charge of the faultless try may still be ending.
    await until(() => drive.emsp.cdrs.length > 0)
  },
  accepts_but_no_session: async () => {
    await startSession()
    await until(() => drive.emsp.on('POST', /commands/).length === 1)
    await pause(80)
    expect(drive.emsp.on('PUT', /sessions/)).toEqual([])
  },
}

const DELAYS: Partial<Record<StandingName, number>> = { slow: 1500, slow_token: 1500, command_result_late: 150 }
const CHECKS = { ...LISTS, ...OBJECTS, ...DOOR, ...FLOWS }
const standing = MISBEHAVIOURS.filter(({ lasts }) => lasts === 'standing')

describe('a standing fault', () => {
  test('is checked here, whichever it is', () => {
    expect(standing.map(({ name }) => name).filter((name) => !(name in CHECKS))).toEqual([])
  })

  test.each(Object.entries(CHECKS))(
    '%s',
    async (kind, check) => {
      // Without the fault the check must fail, or it proves nothing.
      await expect(check()).rejects.toThrow()
      await drive.control('DELETE', 'misbehave')
      drive.emsp.seen.length = 0
      drive.emsp.cdrs.length = 0
      await drive.control('POST', 'misbehave', { kind, delayMs: DELAYS[kind as StandingName] })
      await check()
    },
    20_000,
  )
})

/** What these checks look at is said in other fields, or not at all. */
const OTHER_FIELDS: Record<Version, readonly StandingName[]> = {
  '2.1.1': ['connector_without_power', 'dangling_tariff_id', 'unknown_enum_values', 'cdr_total_mismatch'],
  '2.2.1': [],
  '2.3.0': ['cdr_total_mismatch'],
}
/** Checked in their own version, or seen in pushes, which have the version of the connection. */
const ELSEWHERE: readonly StandingName[] = ['tax_included_missing', 'old_prices', 'last_updated_not_moving']

describe.each(VERSIONS.filter((version) => version !== '2.2.1'))('in %s too', (version) => {
  beforeAll(() => {
    V = version
  })

  afterAll(() => {
    V = '2.2.1'
  })

  const asked = standing.filter(
    ({ name, versions }) =>
      (name in LISTS || name in OBJECTS) &&
      versions.includes(version) &&
      ![...OTHER_FIELDS[version], ...ELSEWHERE].some((other) => other === name),
  )

  test.each(asked.map(({ name }) => name as StandingName))('%s', async (kind) => {
    const check = CHECKS[kind] ?? (() => Promise.reject(new Error('no such check')))
    await expect(check()).rejects.toThrow()
    await drive.control('POST', 'misbehave', { kind })
    await check()
  })
})

test('faults are combined, narrowed to a module and taken back one by one', async () => {
  await drive.control('POST', 'misbehave', { kind: 'missing_required_field', module: 'tariffs', field: 'id' })
  await drive.control('POST', 'misbehave', { kind: 'missing_total_count' })
  expect((await tariffs())[0]).not.toHaveProperty('id')
  expect((await locations())[0]).toHaveProperty('coordinates')
  await drive.control('DELETE', 'misbehave/missing_required_field')
  expect((await tariffs())[0]).toHaveProperty('id')
  expect((await get('tariffs')).headers.get('x-total-count')).toBeNull()
  expect(await drive.control('GET', 'misbehave')).toEqual({ waiting: [], standing: [{ name: 'missing_total_count' }] })
})

test.each([
  ['slow=2000', { name: 'slow', delayMs: 2000 }],
  ['missing_module@cdrs', { name: 'missing_module', module: 'cdrs' }],
  ['missing_required_field@cdrs:currency', { name: 'missing_required_field', module: 'cdrs', field: 'currency' }],
])('the short form %s', (text, fault) => expect(readFault(text)).toEqual(fault))

test('the short form knows no other names', () => expect(() => readFault('sloow')).toThrow('sloow'))
