// What holds for every object of every module: readable, complete, of the right types, with times in UTC and ids that
// fit. The readers that take the partner's objects in say what they had to forgive; the rest is read off the JSON.
import type { OcpiVersion } from '@/lib/auth/context'
import { AppError } from '@/lib/kernel/errors'
import { DAY_MS, parseInstant, type Instant } from '@/lib/kernel/time'
import { foldParty } from '@/lib/partners/core/our-party'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import type { WireFinding } from '@/lib/roaming/core/common'
import type { Location } from '@/lib/roaming/core/location'
import type { Cdr, Session } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import type { Party } from '../wire/codec'
import { codecsOf } from '../wire/codecs'
import { isJsonObject } from '../wire/reader'
import { KNOWN_VALUES } from './known-values'
import { scalars, textField, type Recorded } from './recorded'
import type { RuleId } from './rules'
import type { Verdicts } from './verdicts'

export type Models = { locations: Location; tariffs: Tariff; sessions: Session; cdrs: Cdr }
/** An object as it came and as we understand it, and where it stood. */
export type Sample<T> = { value: T; json: unknown; recorded: Recorded; pointer: string }

export type Reading = {
  version: OcpiVersion
  /** Of objects that name no owner, and all that the connection speaks for; null for a hub. */
  owner: Party
  parties: ReadonlySet<string> | null
  now: Instant
}

const ID_LENGTH: Readonly<Record<PullModule, number>> = { locations: 36, tariffs: 36, sessions: 36, cdrs: 39 }
const ID_LENGTH_211: Readonly<Record<PullModule, number>> = { locations: 39, tariffs: 36, sessions: 36, cdrs: 36 }
/** Clocks differ; a day does not. */
const FUTURE_MS = 10 * 60_000
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d/

const RULE_OF: Readonly<Record<string, RuleId>> = {
  missing: 'field_required',
  too_long: 'field_length',
  text_expected: 'field_type',
  number_expected: 'field_type',
  integer_expected: 'field_type',
  boolean_expected: 'field_type',
  price_expected: 'price_shape',
  offset: 'date_utc',
  unreadable: 'readable',
  format: 'field_type',
}

/** Checks the objects of one page; answers those that could be read. */
export function checkObjects<M extends PullModule>(
  verdicts: Verdicts,
  module: M,
  recorded: Recorded,
  items: readonly unknown[],
  reading: Reading,
): Sample<Models[M]>[] {
  const read = codecsOf(reading.version)[module].fromWire
  const samples: Sample<Models[M]>[] = []
  for (const [index, json] of items.entries()) {
    const pointer = `/data/${index}`
    const at = { recorded, pointer, json }
    checkJson(verdicts, module, at, reading)
    try {
      const { value, findings } = read(json, undefined, reading.owner)
      verdicts.check('readable', module, true)
      checkFindings(verdicts, module, at, findings)
      checkOwner(verdicts, module, at, value, reading)
      samples.push({ value: value as Models[M], json, recorded, pointer }) // the codec of the module reads its model
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const missing = error.message.endsWith('is required')
      verdicts.check(missing ? 'field_required' : 'readable', module, false, () => ({
        call: recorded,
        pointer: `${pointer}${error.field ?? ''}`,
        found: error.message,
      }))
    }
  }
  return samples
}

type At = { recorded: Recorded; pointer: string; json: unknown }

function checkFindings(
  verdicts: Verdicts,
  module: PullModule,
  { recorded, pointer, json }: At,
  findings: readonly WireFinding[],
): void {
  for (const rule of ['field_required', 'field_length', 'field_type'] as const)
    if (!findings.some(({ code }) => RULE_OF[code] === rule)) verdicts.check(rule, module, true)
  for (const finding of findings) {
    const rule = RULE_OF[finding.code]
    if (rule)
      verdicts.check(rule, module, false, () => ({
        call: recorded,
        pointer: `${pointer}${finding.path}`,
        found: valueAt(json, finding.path) ?? finding.message,
      }))
  }
}

function valueAt(json: unknown, path: string): unknown {
  let value = json
  for (const name of path.split('/').slice(1)) {
    if (Array.isArray(value)) value = value[Number(name)] as unknown
    else value = isJsonObject(value) ? value[name] : undefined
  }
  return typeof value === 'object' ? undefined : value
}

function checkOwner(
  verdicts: Verdicts,
  module: PullModule,
  { recorded, pointer }: At,
  key: Party,
  { parties }: Reading,
): void {
  if (!parties) return
  verdicts.check('owner', module, parties.has(foldParty(key.countryCode, key.partyId)), () => ({
    call: recorded,
    pointer: `${pointer}/party_id`,
    found: foldParty(key.countryCode, key.partyId),
    expected: [...parties].join(', '),
  }))
}

function checkJson(verdicts: Verdicts, module: PullModule, at: At, reading: Reading): void {
  const { recorded, pointer, json } = at
  const id = textField(json, 'id')
  const most = (reading.version === '2.1.1' ? ID_LENGTH_211 : ID_LENGTH)[module]
  if (id !== null)
    verdicts.check('id_length', module, id.length > 0 && id.length <= most && /^[\u0021-\u007e]+$/.test(id), () => ({
      call: recorded,
      pointer: `${pointer}/id`,
      found: id,
      expected: `≤ ${most}`,
    }))
  const places = KNOWN_VALUES[module]
  for (const { pointer: path, key, value } of scalars(json)) {
    const place = () => ({ call: recorded, pointer: `${pointer}${path}`, found: value })
    const known = places[path.replace(/\/\d+(?=\/|$)/g, '/*')]
    if (known && typeof value === 'string') verdicts.check('enum_known', module, known.has(value), place)
    if (key === 'excl_vat' || key === 'before_taxes')
      verdicts.check('price_shape', module, (key === 'before_taxes') === (reading.version === '2.3.0'), () => ({
        ...place(),
        expected: reading.version === '2.3.0' ? 'before_taxes' : 'excl_vat',
      }))
    if (typeof value === 'string' && DATE_TIME.test(value)) checkDate(verdicts, module, key, value, reading.now, place)
  }
}

function checkDate(
  verdicts: Verdicts,
  module: PullModule,
  key: string,
  text: string,
  now: Instant,
  place: () => { call: Recorded; pointer: string; found: unknown },
): void {
  verdicts.check('date_utc', module, !/[+-]\d\d:?\d\d$/.test(text), () => ({ ...place(), expected: 'Z' }))
  verdicts.check('date_designator', module, /(Z|[+-]\d\d:?\d\d)$/.test(text), () => ({ ...place(), expected: 'Z' }))
  if (key !== 'last_updated') return
  const at = parseInstant(text)
  verdicts.check('date_future', module, at !== null && at <= now + FUTURE_MS, () => ({
    ...place(),
    expected: `≤ ${new Date(now).toISOString()}`,
  }))
}

/** That times move at all: many objects that were all changed in one instant were stamped, not changed. */
export function checkMoving(
  verdicts: Verdicts,
  module: PullModule,
  samples: readonly Sample<{ lastUpdated: Instant | null }>[],
  now: Instant,
): void {
  const moments = new Set(samples.map(({ value }) => value.lastUpdated))
  const [first] = samples
  if (!first || samples.length < 3) return
  const only = first.value.lastUpdated
  verdicts.check('date_moving', module, moments.size > 1 || only === null || now - only < DAY_MS, () => ({
    call: first.recorded,
    pointer: `${first.pointer}/last_updated`,
    found: textField(first.json, 'last_updated'),
  }))
}
