import { describe, expect, test } from 'vitest'
import { instant } from '@/lib/kernel/time'
import { cdrBody, cdrToken, evseBody, locationBody, periodBody, sessionBody, tariffBody } from '../testing/call'
import { WireError } from './reader'
import { versionsFromWire } from './versions'
import { cdrs } from './v221/cdrs'
import * as commands from './v221/commands'
import { credentials } from './v221/credentials'
import { locations } from './v221/locations'
import { sessions } from './v221/sessions'
import { tariffs } from './v221/tariffs'
import { tokens } from './v221/tokens'

const KUL = { countryCode: 'SE', partyId: 'KUL' }
const codes = (findings: readonly { code: string; path: string }[]) =>
  findings.map(({ code, path }) => `${code} ${path}`)
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('what was written by the book comes back as it was, without findings', () => {
  const full = {
    cdr: cdrBody(KUL, 'C1', 'A1', {
      signed_data: { encoding_method: 'OCMF', signed_values: [{ nature: 'Start', plain_data: 'p', signed_data: 's' }] },
      remark: 'r',
      credit: true,
      credit_reference_id: 'C0',
      invoice_reference_id: 'I1',
      total_parking_time: 0.5,
      home_charging_compensation: true,
      meter_id: 'M',
    }),
    session: sessionBody(KUL, 'S1', {
      charging_periods: [periodBody('2026-10-01T08:00:00Z', 1)],
      kwh: 1,
      total_cost: { excl_vat: 1, incl_vat: 1.25 },
      end_date_time: '2026-10-01T09:00:00.500Z',
    }),
    location: locationBody(KUL, 'L1', {
      publish_allowed_to: [{ uid: 'A1', type: 'RFID' }],
      parking_type: 'ON_STREET',
      facilities: ['HOTEL'],
      charging_when_closed: false,
      state: 'VG',
      directions: [{ language: 'sv', text: 'Till vänster' }],
      opening_times: {
        twentyfourseven: false,
        regular_hours: [{ weekday: 1, period_begin: '08:00', period_end: '20:00' }],
        exceptional_closings: [{ period_begin: '2026-12-24T00:00:00Z', period_end: '2026-12-25T00:00:00Z' }],
      },
    }),
    tariff: tariffBody(KUL, 'T1', {
      tariff_alt_url: 'https://example.com',
      max_price: { excl_vat: 100, incl_vat: 125 },
      start_date_time: '2026-01-01T00:00:00Z',
      elements: [
        {
          price_components: [{ type: 'TIME', price: 0.1234, step_size: 60 }],
          restrictions: {
            start_time: '08:00',
            max_kwh: 20.5,
            min_duration: 60,
            day_of_week: ['MONDAY'],
            reservation: 'RESERVATION',
          },
        },
      ],
    }),
  }

  test('CDR', () => {
    const { value, findings } = cdrs.fromWire(full.cdr)
    expect(findings).toEqual([])
    expect(plain(cdrs.toWire(value))).toEqual(full.cdr)
  })
  test('Session', () => {
    const { value, findings } = sessions.fromWire(full.session)
    expect(findings).toEqual([])
    expect(plain(sessions.toWire(value))).toEqual(full.session)
  })
  test('Location', () => {
    const { value, findings } = locations.fromWire(full.location)
    expect(findings).toEqual([])
    expect(plain(locations.toWire(value))).toEqual(full.location)
  })
  test('Tariff', () => {
    const { value, findings } = tariffs.fromWire(full.tariff)
    expect(findings).toEqual([])
    expect(plain(tariffs.toWire(value))).toEqual(full.tariff)
  })
})

test.each([
  ['1.50', '1.5', 'number_expected'],
  ['1,5', '1.5', 'number_expected'],
  [0.1, '0.1', undefined],
  [1e-7, '0.0000001', undefined],
  [-0, '0', undefined],
  ['007', '7', 'number_expected'],
  ['-0.0', '0', 'number_expected'],
  [41.12, '41.12', undefined],
  [123456789012, '123456789012', undefined],
])('the number %j is read as %s', (given, exact, code) => {
  const { value, findings } = cdrs.fromWire(cdrBody(KUL, 'C', 'A', { total_energy: given }))
  expect(value.totalEnergyKwh).toBe(exact)
  expect(codes(findings)).toEqual(code ? [`${code} /total_energy`] : [])
})

test.each([[1e15], [Number.NaN], ['1e5'], ['12kWh'], [''], [{}], [true]])('the number %j is refused', (given) => {
  expect(() => cdrs.fromWire(cdrBody(KUL, 'C', 'A', { total_energy: given }))).toThrow(WireError)
})

test.each([
  ['2026-10-01T09:00:00Z', Date.UTC(2026, 9, 1, 9), undefined],
  ['2026-10-01T09:00:00', Date.UTC(2026, 9, 1, 9), undefined],
  ['2026-10-01T09:00:00.2Z', Date.UTC(2026, 9, 1, 9, 0, 0, 200), undefined],
  ['2026-10-01T11:00:00+02:00', Date.UTC(2026, 9, 1, 9), 'offset'],
  ['2026-10-01T09:00:00+00:00', Date.UTC(2026, 9, 1, 9), 'offset'],
  ['1970-1-1T00:00:00Z', 0, undefined],
  ['2028-02-29T09:00:00Z', Date.UTC(2028, 1, 29, 9), undefined],
])('the time %s is read', (given, at, code) => {
  const { value, findings } = sessions.fromWire(sessionBody(KUL, 'S', { start_date_time: given }))
  expect(value.startedAt).toBe(at)
  expect(codes(findings)).toEqual(code ? [`${code} /start_date_time`] : [])
})

test.each([
  '2026-02-29T09:00:00Z',
  '2026-13-01T09:00:00Z',
  '2026-10-01T25:00:00Z',
  '2026-10-01',
  '0001-01-01T00:00:00Z',
  12,
  '',
])('the time %j is refused', (given) => {
  expect(() => sessions.fromWire(sessionBody(KUL, 'S', { start_date_time: given }))).toThrow('/start_date_time')
})

test('a refusal names the place as a JSON pointer', () => {
  const bad = cdrBody(KUL, 'C', 'A', {
    charging_periods: [periodBody('2026-10-01T08:00:00Z', 1), { start_date_time: 'x', dimensions: [] }],
  })
  expect(() => cdrs.fromWire(bad)).toThrow(/^\/charging_periods\/1\/start_date_time: /)
  expect(() => cdrs.fromWire([])).toThrow('/: must be an object')
})

test('over-length texts are kept whole and noted, absurd ones refused', () => {
  const { value, findings } = cdrs.fromWire(cdrBody(KUL, 'x'.repeat(60), 'A', { remark: 'r'.repeat(300) }))
  expect([value.id.length, value.remark?.length]).toEqual([60, 300])
  expect(codes(findings)).toEqual(['too_long /id', 'too_long /session_id', 'too_long /remark'])
  expect(() => cdrs.fromWire(cdrBody(KUL, 'x'.repeat(256)))).toThrow('/id')
})

test('an unreadable tariff inside a CDR does not cost the CDR', () => {
  const { value, findings } = cdrs.fromWire(
    cdrBody(KUL, 'C', 'A', { tariffs: [{ id: 'half' }, tariffBody(KUL, 'T1')] }),
  )
  expect(value.tariffs.map(({ id }) => id)).toEqual(['T1'])
  expect(codes(findings)).toContain('unreadable /tariffs/0/elements')
})

test('a PATCH of a session neither doubles a period nor reads kWh as Wh', () => {
  const { value } = sessions.fromWire(
    sessionBody(KUL, 'S', { kwh: 3, charging_periods: [periodBody('2026-10-01T08:00:00Z', 3)] }),
  )
  const patch = {
    kwh: 5,
    charging_periods: [periodBody('2026-10-01T09:00:00+01:00', 3), periodBody('2026-10-01T08:15:00Z', 2)],
    last_updated: '2026-10-01T08:20:00Z',
  }
  const merged = sessions.mergePatch(value, {}, patch)!
  expect(merged.value.chargingPeriods.map(({ dimensions }) => dimensions[0]?.volume)).toEqual(['3', '2'])
  expect(codes(merged.findings)).toEqual(['offset /charging_periods/0/start_date_time'])
})

test('only status and date make the fast change of an EVSE', () => {
  expect(locations.statusPatch({ status: 'CHARGING', last_updated: '2026-10-01T08:00:00Z' })?.value).toEqual({
    status: 'CHARGING',
    lastUpdated: instant(Date.UTC(2026, 9, 1, 8)),
  })
  expect(
    locations.statusPatch({ status: 'CHARGING', last_updated: '2026-10-01T08:00:00Z', floor_level: '1' }),
  ).toBeNull()
  expect(locations.statusPatch({ status: 'CHARGING' })).toBeNull()
  expect(() => locations.evseFromWire(evseBody('E1', { last_updated: undefined }))).toThrow('/last_updated')
})

test('credentials: read, written, refused', () => {
  const json = {
    token: 'abc',
    url: 'https://cpo.example/versions',
    roles: [{ role: 'cpo', business_details: { name: 'Kulla' }, party_id: 'KUL', country_code: 'SE' }],
  }
  const { value } = credentials.credentialsFromWire(json)
  expect(value.roles).toEqual([
    { role: 'CPO', countryCode: 'SE', partyId: 'KUL', businessDetails: { name: 'Kulla', website: null, logo: null } },
  ])
  expect(credentials.credentialsToWire(value)).toEqual({ ...json, roles: [{ ...json.roles[0], role: 'CPO' }] })
  for (const bad of [{ token: 'a b' }, { token: '' }, { url: 'cpo.example' }, { roles: [] }])
    expect(() => credentials.credentialsFromWire({ ...json, ...bad })).toThrow(WireError)
  const list = [{ version: '2.2.1', url: 'https://x/2.2.1' }, { version: 3 }, { version: '3.0', url: 'https://x/3.0' }]
  for (const form of [list, { versions: list }])
    expect(versionsFromWire(form).value.map(({ version }) => version)).toEqual(['2.2.1', '3.0'])
})

test('commands and tokens', () => {
  expect(commands.commandResponseFromWire({ result: 'ACCEPTED', timeout: 30 }).value).toEqual({
    result: 'ACCEPTED',
    timeoutSeconds: 30,
    message: null,
  })
  expect(commands.commandResponseFromWire({ result: 'MAYBE' }).value.result).toBe('REJECTED')
  expect(
    commands.commandResultFromWire({ result: 'TIMEOUT', message: [{ language: 'en', text: 'no answer' }] }).value,
  ).toEqual({ result: 'TIMEOUT', message: 'no answer' })
  expect(tokens.locationReferencesFromWire(undefined).value).toBeNull()
  expect(
    sessions.fromWire(
      sessionBody(KUL, 'S', { cdr_token: { ...cdrToken('A'), type: undefined, country_code: undefined } }),
    ).value.token,
  ).toMatchObject({ type: 'RFID', countryCode: null })
})
