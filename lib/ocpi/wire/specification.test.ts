// Every JSON example of the three editions, read by the adapters and written again. The files are not ours to copy: where
// they do not lie beside the repository these tests are skipped, and `versions.property.test.ts` covers the same ground.
import { describe, expect, test } from 'vitest'
import { differences, EDITIONS, exampleNames, hasExamples, readExample, roundTrip } from '../testing/examples'
import type { Base, Edition } from '../testing/examples'
import type { Codecs } from './codec'
import { codecsOf } from './codecs'
import type { WireJson } from './reader'

const BASES: Readonly<Record<Edition, readonly string[]>> = {
  '2.1.1-d2': [
    'mod_locations__06_example',
    'mod_sessions__02_simple_session_example_of_a_just_starting_session',
    'mod_tariffs__01_example_new_tariff_2_euro_per_hour',
  ],
  '2.2.1-d2': ['location_example', 'session_example_1_simple_start', 'tariff_1_simple_2hour'],
  '2.3.0-ed2-core': ['location_example', 'session_example_1_simple_start', 'tariff_1_simple_2hour'],
}

function baseOf(edition: Edition): Base {
  const [location, session, tariff] = BASES[edition].map((name) => readExample(edition, `${name}.json`) as WireJson)
  return { location: location!, session: session!, tariff: tariff! } // three are named
}

type Reviewed = { file: RegExp; path: RegExp; why: string }

/** What does not come back as it came, and why that is right. `-` left out, `+` added, `~` written otherwise. */
const REVIEWED: readonly Reviewed[] = [
  {
    file: /location_example|mod_locations__06/,
    path: /^\+\/charging_when_closed$/,
    why: 'the default is written out',
  },
  { file: /mod_locations__06/, path: /^-\/evses\/0\/status_schedule$/, why: 'an empty list is left out' },
  {
    file: /add_an_evse|put_example_add_evse/,
    path: /^\+\/connectors\/0\/(power_type|last_updated)$|^\+\/last_updated$/,
    why: 'required and missing: unknown, and as old as what it belongs to',
  },
  {
    file: /add_an_evse|put_example_add_evse/,
    path: /^-\/floor$/,
    why: 'no field of OCPI; stays in the words of the partner',
  },
  { file: /add_an_evse|put_example_add_evse/, path: /^~\/physical_reference$/, why: 'a number for a text' },
  {
    file: /short_finished|patch_example_charging_period/,
    path: /^~\/charging_periods\/[01]\/dimensions\/0\/volume$/,
    why: 'Wh for kWh (guide SES-9)',
  },
  { file: /2\.3\.0.*\/cdr_example/, path: /^\+\/tariffs\/0\/tax_included$/, why: 'required and forgotten: NO' },
  { file: /mod_cdrs/, path: /^~\/tariffs\/0\/elements\/0\/price_components\/0\/price$/, why: 'a text for a number' },
  {
    file: /mod_cdrs/,
    path: /^-\/location\/(type|last_updated|evses\/0\/(status|last_updated|connectors\/0\/(voltage|amperage|tariff_id|last_updated)))$/,
    why: 'a CDR keeps of the location what later versions keep; the rest stays in the evidence',
  },
  {
    file: /mod_sessions__0[23]/,
    path: /^-\/location\/(type|name|address|city|postal_code|country|coordinates|last_updated)$|^-\/location\/evses\/0\/(evse_id|status|last_updated|connectors\/0\/\w+)$/,
    why: 'a session refers to its location; the embedded copy stays in the words of the partner',
  },
  {
    file: /token_example_2/,
    path: /^-\/(default_profile_type|energy_contract)$/,
    why: 'our tokens have neither, and nobody else owns one',
  },
  {
    file: /2\.1\.1.*(transport_and_format__02|version_information_endpoint__02)/,
    path: /^\+\/endpoints\/\d\/role$/,
    why: '2.1.1 names no role: it follows from the module',
  },
]

/** Examples that are no object of an adapter. */
const UNREAD: Readonly<Record<string, string>> = {
  '2.1.1-d2/mod_tokens__02_example_invalidate_a_token.json': 'we put whole tokens and never patch one',
  '2.2.1-d2/token_patch_example.json': 'we put whole tokens and never patch one',
  '2.3.0-ed2-core/token_patch_example.json': 'we put whole tokens and never patch one',
  '2.1.1-d2/transport_and_format__05_example_response_with_an_error_contains_no_data_field.json':
    'an envelope without data',
}

const OWNER = { countryCode: 'NL', partyId: 'TNM' }
type Read = (wire: Codecs, json: unknown) => { findings: { code: string; path: string }[] }
const cdr: Read = (wire, json) => wire.cdrs.fromWire(json, undefined, OWNER)
const session: Read = (wire, json) => wire.sessions.fromWire(json, undefined, OWNER)
const tariff: Read = (wire, json) => wire.tariffs.fromWire(json, undefined, OWNER)
const evse: Read = (wire, json) => wire.locations.evseFromWire(json)

/** The mistakes of the examples (guide §5.2): accepted, kept, and told. */
const ERRATA: readonly (readonly [Edition, string, Read, readonly string[]])[] = [
  ['2.2.1-d2', 'cdr_example', cdr, ['before_end /last_updated']],
  ['2.3.0-ed2-core', 'cdr_example', cdr, ['missing /tariffs/0/tax_included']],
  ['2.2.1-d2', 'tariff_put_example', tariff, ['missing /last_updated']],
  ['2.3.0-ed2-core', 'tariff_put_example', tariff, ['missing /last_updated']],
  [
    '2.2.1-d2',
    'location_put_example_add_evse',
    evse,
    ['text_expected /physical_reference', 'missing /connectors/0/power_type'],
  ],
  [
    '2.3.0-ed2-core',
    'location_put_example_add_evse',
    evse,
    ['text_expected /physical_reference', 'missing /connectors/0/max_voltage'],
  ],
  [
    '2.1.1-d2',
    'mod_locations__04_example_add_an_evse',
    evse,
    ['text_expected /physical_reference', 'missing /last_updated', 'missing /connectors/0/voltage'],
  ],
  ['2.2.1-d2', 'session_example_2_short_finished', session, ['energy_in_wh /charging_periods']],
  ['2.3.0-ed2-core', 'session_example_2_short_finished', session, ['energy_in_wh /charging_periods']],
  [
    '2.1.1-d2',
    'mod_sessions__03_simple_session_example_of_a_short_finished_session',
    session,
    ['energy_in_wh /charging_periods'],
  ],
  [
    '2.1.1-d2',
    'mod_cdrs__01_example_of_a_cdr.invalid',
    cdr,
    [
      'number_expected /tariffs/0/elements/0/price_components/0/price',
      'before_end /last_updated',
      'alpha_3_expected /location/country',
    ],
  ],
]

describe.skipIf(!hasExamples())('the examples of the specification', () => {
  const met = new Set<Reviewed>()
  const files = EDITIONS.flatMap(([edition, version]) =>
    exampleNames(edition).map((name) => [`${edition}/${name}`, edition, version, name] as const),
  )

  test.each(files)('%s comes back', (file, edition, version, name) => {
    const json = readExample(edition, name)
    const trip = roundTrip(codecsOf(version), name, json, baseOf(edition))
    expect(trip === null).toBe(file in UNREAD)
    if (!trip) return
    const unexplained = differences(json, trip.result).filter((difference) => {
      const entry = REVIEWED.find(({ file: of, path }) => of.test(file) && path.test(difference))
      if (entry) met.add(entry)
      return !entry
    })
    expect(unexplained).toEqual([])
  })

  test('every explanation is still needed', () => {
    expect(REVIEWED.filter((entry) => !met.has(entry)).map(({ why }) => why)).toEqual([])
    const known = new Set<string>(files.map(([file]) => file))
    expect(Object.keys(UNREAD).filter((file) => !known.has(file))).toEqual([])
  })

  test.each(ERRATA)('%s %s: its mistakes are told', (edition, name, read, expected) => {
    const [, version] = EDITIONS.find(([known]) => known === edition)!
    const { findings } = read(codecsOf(version), readExample(edition, `${name}.json`))
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual(expect.arrayContaining([...expected]))
  })
})
