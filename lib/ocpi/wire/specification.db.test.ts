// The specification's own JSON, sent as a CPO would send it. Its mistakes are known (guide §5.2): they are kept and
// reported, and refused only where a rule says so. The files are not ours to copy; without them there is nothing to test.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { call } from '../testing/call'
import { closeDispatch } from '../http/dispatch'
import { versionDetailsFromWire, versionsFromWire } from './versions'
import { credentials } from './v221/credentials'

const FOLDER = join(process.cwd(), '..', 'shared', 'data', 'ocpi', '2.2.1-d2')
type Example = Record<string, unknown>
const read = (name: string): Example => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Example // the specification's

const LOCATIONS = [
  'location_example',
  'location_example_parking_garage_opening_hours',
  'location_example_uc2_destination_charger',
  'location_example_uc3_destination_charger_not_published',
  'location_example_uc4_limited_visibility',
  'location_example_uc5_home_charge_point',
]
const TARIFFS = [
  'tariff_1_simple_2hour',
  'tariff_2_alt_text',
  'tariff_3_alt_url',
  'tariff_4_complex',
  'tariff_5_free_of_charge',
  'tariff_6_025kwh_start_max_price',
  'tariff_8_simple_025kwh',
  'tariff_9_025kwh_start',
  'tariff_10_025kwh_parking_start',
  'tariff_11_not_possible_alt_text',
  'tariff_12_025kwh_min_price',
  'tariff_13_simple_3hour_5parking',
  'tariff_14_step_size',
  'tariff_15_reservation_5_euro_per_hour',
  'tariff_16_reservation_2_euro_fee_5_euro_per_hour',
  'tariff_17_reservation_with_expire_fee',
  'tariff_18_reservation_with_expire_time',
  'tariff_put_example',
]

describe.skipIf(!existsSync(FOLDER))('the examples of the specification', () => {
  const sql = testSql()
  // A connection that stands for every operator of the examples; a new one each time, because they share their ids.
  let cpo: Awaited<ReturnType<typeof insertPartner>>

  beforeEach(async () => {
    cpo = await insertPartner({
      roles: [{ role: 'HUB', countryCode: 'NL', partyId: 'HUB', businessDetails: { name: 'Hub' } }],
    })
  })
  afterAll(async () => {
    await closeDispatch()
    await sql.end()
  })

  const ownedPath = (module: string, body: Example) =>
    `${module}/${body['country_code']}/${body['party_id']}/${body['id']}`
  const findingsOf = async (id: unknown): Promise<string[]> => {
    const [row] = await sql<{ findings: { code: string; path: string }[] }[]>`
      select findings from sessions where ocpi_id = ${String(id)} and partner_id = ${cpo.partnerId}`
    return row!.findings.map(({ code, path }) => `${code} ${path}`)
  }

  test.each(LOCATIONS)('%s is stored and comes back whole', async (name) => {
    const body = read(name)
    const path = ownedPath('locations', body)
    expect(await call(cpo, 'PUT', path, body)).toMatchObject({ code: 1000 })
    const { evses, ...rest } = body
    const answer = (await call(cpo, 'GET', path)).data as Example
    expect(answer).toMatchObject(rest)
    expect((answer['evses'] as unknown[] | undefined)?.length).toBe((evses as unknown[] | undefined)?.length)
  })

  test('the changes of a location', async () => {
    const body = read('location_example')
    const path = ownedPath('locations', body)
    await call(cpo, 'PUT', path, body)
    expect(await call(cpo, 'PATCH', `${path}/3256`, read('location_patch_example_status'))).toMatchObject({
      http: 200,
      code: 1000,
    })
    expect(await call(cpo, 'PATCH', path, read('location_patch_example_location'))).toMatchObject({
      http: 200,
      code: 1000,
    })
    expect(await call(cpo, 'PATCH', `${path}/3256/1`, read('location_patch_example_tariff'))).toMatchObject({
      http: 200,
      code: 1000,
    })
    expect(await call(cpo, 'PATCH', `${path}/3257`, read('location_patch_example_remove_evse'))).toMatchObject({
      http: 200,
      code: 1000,
    })
    expect((await call(cpo, 'GET', `${path}/3256`)).data).toMatchObject({
      status: 'CHARGING',
      connectors: [{ id: '1', tariff_ids: ['15'] }, { id: '2' }],
    })
    // `floor` for `floor_level`, numbers for texts, a connector without power type, voltage, amperage and date.
    expect(await call(cpo, 'PUT', `${path}/3256`, read('location_put_example_add_evse'))).toMatchObject({ code: 1000 })
    expect((await call(cpo, 'GET', path)).data).toMatchObject({
      name: 'Interparking Gent Zuid',
      last_updated: '2019-06-24T12:39:09Z',
      evses: [
        {
          uid: '3256',
          status: 'AVAILABLE',
          floor: -1,
          physical_reference: '3',
          connectors: [{ id: '1', tariff_ids: ['14'] }],
        },
        { uid: '3257', status: 'REMOVED' },
      ],
    })
  })

  test.each(TARIFFS)('%s is stored and comes back whole', async (name) => {
    const body = read(name)
    const path = ownedPath('tariffs', body)
    expect(await call(cpo, 'PUT', path, body)).toMatchObject({ code: 1000 })
    expect((await call(cpo, 'GET', path)).data).toMatchObject({ ...body, last_updated: expect.any(String) as string })
  })

  test('sessions, with the Wh that they write for kWh', async () => {
    const simple = read('session_example_1_simple_start')
    const short = read('session_example_2_short_finished')
    expect(await call(cpo, 'PUT', ownedPath('sessions', short), short)).toMatchObject({ http: 201, code: 1000 })
    expect(await findingsOf(short['id'])).toContain('energy_in_wh /charging_periods')
    const answer = (await call(cpo, 'GET', ownedPath('sessions', short))).data as {
      charging_periods: { dimensions: { volume: number }[] }[]
    }
    expect(answer.charging_periods.map(({ dimensions }) => dimensions[0]?.volume)).toEqual([0.12, 41, 0.718])
    // Its changes are dated a year before it.
    expect(
      await call(cpo, 'PUT', ownedPath('sessions', simple), { ...simple, last_updated: '2019-06-23T08:00:00Z' }),
    ).toMatchObject({ http: 201, code: 1000 })
    for (const name of ['session_patch_example_total_cost', 'session_patch_example_charging_period']) {
      expect(await call(cpo, 'PATCH', ownedPath('sessions', simple), read(name))).toMatchObject({
        http: 200,
        code: 1000,
      })
    }
    expect((await call(cpo, 'GET', ownedPath('sessions', simple))).data).toMatchObject({
      kwh: 15,
      total_cost: { excl_vat: 0.8, incl_vat: 0.88 },
      charging_periods: expect.arrayContaining([
        expect.objectContaining({ dimensions: [{ type: 'ENERGY', volume: 2.2 }] }),
      ]) as unknown[],
    })
  })

  test('the CDR, older than its own end', async () => {
    const body = read('cdr_example')
    expect(await call(cpo, 'POST', 'cdrs', body)).toMatchObject({ http: 201, code: 1000 })
    expect(await call(cpo, 'GET', ownedPath('cdrs', body))).toMatchObject({ http: 200, data: body })
    const [row] = await sql`select wire_findings, customer_id from cdrs where ocpi_id = ${String(body['id'])}`
    expect(row).toMatchObject({ wire_findings: [expect.objectContaining({ code: 'before_end' })], customer_id: null })
  })

  test.each(['credentials_example', 'credentials_example2', 'credentials_example3', 'credentials_example4'])(
    '%s is read',
    (name) => {
      expect(credentials.credentialsFromWire(read(name)).findings.filter(({ code }) => code !== 'too_long')).toEqual([])
    },
  )

  test('versions and their details are read', () => {
    expect(versionsFromWire(read('versions_info_example')).value.length).toBeGreaterThan(0)
    for (const name of ['version_details_example', 'version_details_example2'])
      expect(versionDetailsFromWire(read(name)).value.endpoints.length).toBeGreaterThan(0)
  })
})
