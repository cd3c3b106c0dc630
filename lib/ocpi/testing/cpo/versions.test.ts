// The same operator in each version of OCPI: registration from either side, lists, a session with its CDR.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { driveCpo, until, type Drive } from './drive-cpo'
import { ownCredentials, TOKEN } from './fake-emsp'
import type { Json } from './distort-objects'
import { VERSIONS, type Version } from './version'
import { readVersions } from './registration'
import type { Endpoint } from './wire'

let drive: Drive

beforeEach(async () => {
  drive = await driveCpo()
})

afterEach(() => drive.close())

const OLD_TOKEN: Json = {
  uid: TOKEN.uid,
  type: 'RFID',
  auth_id: TOKEN.contract_id,
  issuer: TOKEN.issuer,
  valid: true,
  whitelist: 'ALLOWED_OFFLINE',
  last_updated: TOKEN.last_updated,
}

const tokenOf = (version: Version): Json => (version === '2.1.1' ? OLD_TOKEN : TOKEN)

async function first(path: string): Promise<Json> {
  const { answer } = await drive.ocpi<Json[]>('GET', path)
  return answer.data[0] ?? {}
}

/** A charge from the reader to the CDR; answers the bodies that were sent. */
async function charge(version: Version): Promise<{ session: Json; patch: Json; cdr: Json }> {
  await drive.register(version)
  await drive.ocpi('PUT', `${version}/tokens/SE/LAD/${TOKEN.uid}`, tokenOf(version))
  const wish = { uid: TOKEN.uid, minutes: 60, evseUid: 'KUL-E0901' }
  expect(await drive.control('POST', 'tap', wish)).toMatchObject({ allowed: 'ALLOWED' })
  await until(() => drive.emsp.on('POST', /cdrs/).length === 1)
  const sent = (method: string, path: RegExp) => drive.emsp.on(method, path).at(-1)?.body as Json
  return { session: sent('PUT', /sessions/), patch: sent('PATCH', /sessions/), cdr: sent('POST', /cdrs/) }
}

describe.each(VERSIONS)('in %s', (version) => {
  test('it registers from either side and pulls the tokens', async () => {
    await drive.register(version)
    expect(await drive.control('GET', 'state')).toMatchObject({ version })
    expect(await drive.control('POST', 'pull-tokens')).toMatchObject({ pages: 1 })
    expect(drive.emsp.on('GET', /tokens/)[0]?.path).toContain(`/${version}/`)
    await drive.control('POST', 'unregister')
    const { token } = await drive.control<{ token: string }>('POST', 'token-a')
    drive.emsp.accepts.add('token-b')
    const authorization = `Token ${version === '2.1.1' ? token : Buffer.from(token).toString('base64')}`
    const { answer } = await drive.ocpi<Json>(
      'POST',
      `${version}/credentials`,
      ownCredentials(drive.emsp, 'token-b', version),
      { authorization },
    )
    expect(answer.status_code).toBe(1000)
    const party = { party_id: 'KUL', country_code: 'SE' }
    expect(answer.data).toMatchObject(version === '2.1.1' ? party : { roles: [{ role: 'CPO', ...party }] })
  })

  test('tokens come and go in its own fields', async () => {
    await drive.register(version)
    const path = `${version}/tokens/SE/LAD/${TOKEN.uid}`
    expect((await drive.ocpi('PUT', path, tokenOf(version))).http).toBe(201)
    expect((await drive.ocpi('GET', path)).answer.data).toEqual(tokenOf(version))
    expect(await drive.control('GET', 'tokens')).toEqual([TOKEN])
    const { answer } = await drive.ocpi('PATCH', path, { valid: false })
    expect(answer.status_code).toBe(version === '2.1.1' ? 1000 : 2001)
  })

  test('is left for another by PUT credentials, sent or received', async () => {
    await drive.register(version)
    for (const other of VERSIONS) {
      expect(await drive.control('POST', 'switch-version', { version: other })).toMatchObject({ version: other })
    }
    drive.emsp.accepts.add('token-put')
    const body = ownCredentials(drive.emsp, 'token-put', version)
    expect((await drive.ocpi('PUT', `${version}/credentials`, body)).answer.status_code).toBe(1000)
    expect(await drive.control('GET', 'state')).toMatchObject({ version })
  })
})

test('2.1.1: raw tokens, no roles, no parties, the Location in Session and CDR, bare costs', async () => {
  const { session, patch, cdr } = await charge('2.1.1')
  const put = drive.emsp.on('PUT', /sessions/)[0]
  expect(put?.path).toMatch(/^\/ocpi\/2\.1\.1\/sessions\/SE\/KUL\/KUL-S/)
  expect(put?.headers.authorization).toMatch(/^Token emsp-token/)
  expect(put?.headers).not.toHaveProperty('ocpi-from-party-id')
  const used = { id: 'KUL-L009', evses: [{ uid: 'KUL-E0901', connectors: [{ id: '1', voltage: 230 }] }] }
  expect(session).toMatchObject({ auth_id: TOKEN.contract_id, start_datetime: expect.any(String), location: used })
  expect(session).not.toHaveProperty('party_id')
  expect(typeof session.total_cost).toBe('number')
  expect(typeof patch.total_cost).toBe('number')
  expect(cdr).toMatchObject({ stop_date_time: expect.any(String), location: used, total_cost: session.total_cost })
  for (const field of ['session_id', 'cdr_token', 'total_energy_cost', 'country_code', 'end_date_time']) {
    expect(cdr).not.toHaveProperty(field)
  }
  const types = (cdr.charging_periods as { dimensions: { type: string }[] }[]).flatMap(({ dimensions }) =>
    dimensions.map(({ type }) => type),
  )
  expect(new Set(types)).toEqual(new Set(['ENERGY', 'TIME']))
  const location = await first('2.1.1/locations?limit=1')
  expect(location.type).toBe('PARKING_GARAGE')
  expect((location.evses as Json[])[0]).toMatchObject({ connectors: [{ tariff_id: 'KUL-AC-TIME' }] })
  for (const field of ['publish', 'parking_type', 'country_code', 'parking_places']) {
    expect(location).not.toHaveProperty(field)
  }
  const tariff = await first('2.1.1/tariffs')
  expect(tariff).not.toHaveProperty('type')
  expect(tariff.elements).toEqual([{ price_components: [{ type: 'ENERGY', price: 2.8, step_size: 1 }] }])
  const details = (await drive.ocpi<{ endpoints: Endpoint[] }>('GET', '2.1.1')).answer.data
  expect(details.endpoints.every((endpoint) => !('role' in endpoint))).toBe(true)
})

test('2.2.1 knows nothing of what 2.3.0 adds', async () => {
  const { cdr } = await charge('2.2.1')
  expect(cdr.total_cost).toEqual({ excl_vat: expect.any(Number), incl_vat: expect.any(Number) })
  const location = await first('2.2.1/locations?limit=1')
  expect(location).not.toHaveProperty('parking_places')
  expect((location.evses as Json[])[0]).not.toHaveProperty('parking')
})

test('2.3.0: prices with taxes, price limits, tax_included, parking and a number to call', async () => {
  const { session, patch, cdr } = await charge('2.3.0')
  const price = (net: number) => ({
    before_taxes: net,
    taxes: [{ name: 'VAT', percentage: 25, amount: expect.closeTo(net / 4, 1) }],
  })
  const net = (cdr.total_cost as { before_taxes: number }).before_taxes
  expect(cdr.total_cost).toEqual(price(net))
  expect(session.total_cost).toEqual(price(net))
  expect(patch.total_cost).toHaveProperty('before_taxes')
  expect(cdr.tariffs).toMatchObject([{ tax_included: 'NO' }])
  const { answer } = await drive.ocpi<Json[]>('GET', '2.3.0/tariffs')
  expect(answer.data.find(({ id }) => id === 'KUL-AC-TIME')).toMatchObject({
    tax_included: 'NO',
    min_price: { before_taxes: 12, after_taxes: 15 },
  })
  expect(await first('2.3.0/locations?limit=1')).toMatchObject({
    help_phone: expect.any(String),
    parking_places: expect.arrayContaining([expect.objectContaining({ id: 'P1', restricted_to_type: true })]),
    evses: expect.arrayContaining([
      expect.objectContaining({ parking: [{ parking_id: 'P1', evse_position: 'RIGHT' }] }),
    ]),
  })
})

test('a version that is not offered is refused from both sides', async () => {
  await drive.close()
  drive = await driveCpo({}, ['2.2.1', '2.3.0'])
  const { answer } = await drive.ocpi('GET', '2.1.1/locations')
  expect(answer.status_code).toBe(2001)
  const body = { versionsUrl: drive.emsp.versionsUrl, token: 'token-a-of-emsp', version: '2.1.1' }
  expect(await drive.control('POST', 'register', body)).toEqual({ error: 'version must be one of 2.2.1, 2.3.0' })
  await drive.register()
  expect(await drive.control('GET', 'state')).toMatchObject({ version: '2.3.0' })
  expect((await drive.ocpi('GET', '2.1.1/locations')).http).toBe(404)
})

test('versions are named in any order and offered oldest first', () => {
  expect(readVersions('2.3.0, 2.1.1')).toEqual(['2.1.1', '2.3.0'])
  expect(() => readVersions('2.2.1,3.0')).toThrow('3.0')
})
