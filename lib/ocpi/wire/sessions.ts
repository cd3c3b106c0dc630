// Sessions, OCPI 2.2.1 §9: one adapter for all versions. 2.1.1 has its own words for times, token and place.
import { isDeepStrictEqual } from 'node:util'
import { decimal, sum, toDecimalString, type Decimal } from '@/lib/kernel/decimal'
import type { ObjectKey } from '@/lib/roaming/core/common'
import type { ChargingPeriod, Session, SessionStatus } from '@/lib/roaming/core/session'
import type { Party, SessionCodec } from './codec'
import {
  knownFields,
  readCdrToken,
  readChargingPeriods,
  readCurrency,
  readKey,
  writeCdrToken,
  writeChargingPeriods,
} from './common'
import type { PriceWords } from './prices'
import { WireObject, type WireJson } from './reader'
import { compact, toDateTime, toNumber } from './writer'

/** What distinguishes a version: the whole object without its charging periods, which are alike. */
export type SessionWords = {
  read(object: WireObject, key: ObjectKey | undefined, owner: Party | undefined): Omit<Session, 'chargingPeriods'>
  write(session: Session): WireJson
  patchLastUpdated(patch: unknown): Session['lastUpdated'] | null
  readonly foreign: readonly string[]
  /** What is kept of the partner's words although we write the field too. */
  keep?(received: WireJson, session: Session): WireJson
}

const STATUSES = ['ACTIVE', 'COMPLETED', 'INVALID', 'PENDING', 'RESERVATION']

// The text of the specification says RESERVED, its table RESERVATION (guide SES-3).
export function readStatus(object: WireObject, ended: boolean): SessionStatus {
  const status = object.text('status', 20).toUpperCase()
  if (STATUSES.includes(status)) return status as SessionStatus // one of them, checked
  if (status === 'RESERVED') return 'RESERVATION'
  object.note('status', 'unknown_value', `"${status}" is not known`)
  return ended ? 'COMPLETED' : 'ACTIVE'
}

const energyOf = (periods: readonly ChargingPeriod[]) =>
  sum(
    periods.flatMap((period) =>
      period.dimensions.filter(({ type }) => type === 'ENERGY').map(({ volume }) => decimal(volume)),
    ),
  )

function toKwh(periods: readonly ChargingPeriod[]): ChargingPeriod[] {
  return periods.map((period) => ({
    ...period,
    dimensions: period.dimensions.map(({ type, volume }) => ({
      type,
      volume: type === 'ENERGY' ? toDecimalString(decimal(volume).dividedBy(1000)) : volume,
    })),
  }))
}

/**
 * The specification's own examples write Wh where kWh belong (guide SES-9). Periods that exceed the session's energy,
 * and fit it as Wh, are Wh.
 */
function plausiblePeriods(
  object: WireObject,
  periods: ChargingPeriod[],
  before: Decimal,
  kwh: Decimal,
): ChargingPeriod[] {
  const added = energyOf(periods)
  if (kwh.lte(0) || before.plus(added).lte(kwh.times(1.5).plus(1))) return periods
  if (before.plus(added.dividedBy(1000)).gt(kwh.times(1.1).plus(0.1))) return periods
  object.note('charging_periods', 'energy_in_wh', 'ENERGY is written in Wh; read as kWh')
  return toKwh(periods)
}

export function sessionCodec(words: SessionWords): SessionCodec {
  const toWire = (session: Session): WireJson =>
    compact({ charging_periods: writeChargingPeriods(session.chargingPeriods), ...words.write(session) })
  const toWireOver = (session: Session, received: unknown): WireJson => {
    const known = knownFields(received, words.foreign)
    return { ...known, ...toWire(session), ...words.keep?.(known, session) }
  }
  return {
    toWire,
    toWireOver,
    patchLastUpdated: words.patchLastUpdated,
    fromWire(json, key, owner) {
      const object = new WireObject(json, '', [])
      const session = words.read(object, key, owner)
      const periods = plausiblePeriods(object, readChargingPeriods(object), decimal('0'), decimal(session.energyKwh))
      return { value: withPeriods(session, periods), findings: object.findings }
    },
    mergePatch(current, received, patch, late = false) {
      const changes = new WireObject(patch, '', [])
      const { charging_periods: _, ...fields } = late ? {} : changes.fields
      const merged: WireJson = { ...toWireOver(current, received), ...fields }
      delete merged['charging_periods']
      const object = new WireObject(compact(merged), '', changes.findings)
      const session = words.read(object, current, undefined)
      const before = energyOf(current.chargingPeriods)
      const added = plausiblePeriods(changes, readChargingPeriods(changes), before, decimal(session.energyKwh))
      const known = new Set(current.chargingPeriods.map((period) => period.startedAt))
      const missed = late ? added.filter((period) => !known.has(period.startedAt)) : added
      if (late && missed.length === 0) return null
      const periods = appendPeriods(changes, current.chargingPeriods, missed)
      return {
        value: withPeriods(session, periods),
        findings: changes.findings,
        received: { ...object.fields, ...(periods.length > 0 && { charging_periods: writeChargingPeriods(periods) }) },
      }
    },
  }
}

function withPeriods(session: Omit<Session, 'chargingPeriods'>, chargingPeriods: ChargingPeriod[]): Session {
  return { ...session, chargingPeriods }
}

function appendPeriods(
  object: WireObject,
  known: readonly ChargingPeriod[],
  added: readonly ChargingPeriod[],
): ChargingPeriod[] {
  const byStart = new Map(known.map((period) => [period.startedAt, period]))
  for (const period of added) {
    const same = byStart.get(period.startedAt)
    if (same && !isDeepStrictEqual(same.dimensions, period.dimensions)) {
      object.note(
        'charging_periods',
        'period_replaced',
        `the period of ${toDateTime(period.startedAt)} was stated before, differently`,
      )
    }
    byStart.set(period.startedAt, period)
  }
  return [...byStart.values()].sort((a, b) => a.startedAt - b.startedAt)
}

/** Sessions of 2.2 and later, which differ in how they write prices only. */
export function sessionWords(prices: PriceWords): SessionWords {
  return {
    foreign: ['start_datetime', 'end_datetime', 'auth_id', 'location'],
    // The sender's own date is required since 2.2 (§4.2.3.3).
    patchLastUpdated: (patch) => new WireObject(patch, '', []).instant('last_updated'),
    read(object, key) {
      const endedAt = object.optionalInstant('end_date_time')
      return {
        ...readKey(object, key, 36),
        startedAt: object.instant('start_date_time'),
        endedAt,
        energyKwh: object.exact('kwh'),
        token: object.object('cdr_token', readCdrToken) ?? object.fail('cdr_token', 'is required'),
        authMethod: object.textOr('auth_method', 20, 'UNKNOWN').toUpperCase(),
        authorizationReference: object.optionalText('authorization_reference', 36),
        locationId: object.id('location_id', 36),
        evseUid: object.textOr('evse_uid', 36, '#NA'),
        connectorId: object.textOr('connector_id', 36, '#NA'),
        meterId: object.optionalText('meter_id', 255),
        currency: readCurrency(object),
        totalCost: prices.read(object, 'total_cost'),
        status: readStatus(object, endedAt !== null),
        lastUpdated: object.instant('last_updated'),
      }
    },
    write: (session) => ({
      country_code: session.countryCode,
      party_id: session.partyId,
      id: session.id,
      start_date_time: toDateTime(session.startedAt),
      end_date_time: toDateTime(session.endedAt),
      kwh: toNumber(session.energyKwh),
      cdr_token: writeCdrToken(session.token),
      auth_method: session.authMethod,
      authorization_reference: session.authorizationReference,
      location_id: session.locationId,
      evse_uid: session.evseUid,
      connector_id: session.connectorId,
      meter_id: session.meterId,
      currency: session.currency,
      total_cost: prices.write(session.totalCost),
      status: session.status,
      last_updated: toDateTime(session.lastUpdated),
    }),
  }
}
