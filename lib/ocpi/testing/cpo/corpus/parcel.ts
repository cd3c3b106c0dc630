// One charge of a corpus: what the meter saw, and Session and CDR as a correct operator writes them.
import { cutPeriods, planSeconds, priceChanges, type ChargePlan } from '../charge-plan'
import { nextId } from '../cpo'
import { imagineVisit, type HistoricVisit } from '../driver-habits'
import type { LocalClock } from '../local-time'
import type { MeteredPeriod } from '../pricer'
import { toCdr, toCdrToken, toSession, type Visit } from '../write-cdr'
import type { Version } from '../version'
import type { Cdr, Session, Tariff } from '../wire'
import type { CorpusOperator } from './network'

const DAY_MS = 86_400_000

export type Written = { id: string; endMs: number; lastUpdatedMs: number }
export type Parcel = {
  version: Version
  operator: CorpusOperator
  visit: Visit
  plan: ChargePlan
  periods: MeteredPeriod[]
  clock: LocalClock
  written: Written
  session: Session
  cdr: Cdr
}

/** Reserved for some minutes first: one fast charge in twenty, where the version can say so. */
function reservedSeconds({ cpo, version }: CorpusOperator, direct: boolean): number | undefined {
  if (version === '2.1.1' || !direct || !cpo.random.chance(0.05)) return undefined
  return cpo.random.integer(5, 30) * 60
}

function toParcel(operator: CorpusOperator, { driver, place, connector, startMs, plan }: HistoricVisit): Parcel {
  const { cpo } = operator
  const tariff = cpo.tariffs.find(({ id }) => connector.tariff_ids.includes(id))
  if (!tariff) throw new Error(`connector ${place.evse.uid}/${connector.id} has no tariff`)
  const reserved = reservedSeconds(operator, connector.power_type === 'DC')
  const visit: Visit = {
    sessionId: nextId(cpo, 'S', place.location),
    startMs,
    token: toCdrToken(driver.token),
    authMethod: cpo.random.chance(0.5) ? 'AUTH_REQUEST' : 'WHITELIST',
    location: place.location,
    evse: place.evse,
    connector,
    tariff,
    ...(reserved && { reservedSeconds: reserved }),
  }
  const endMs = startMs + planSeconds(plan) * 1000
  const written = {
    id: nextId(cpo, 'C', place.location),
    endMs,
    lastUpdatedMs: endMs + cpo.random.integer(60, 900) * 1000,
  }
  const clock = cpo.localClock(place.location.time_zone)
  const periods = periodsOf(visit, plan, tariff, clock)
  return rewrite({ version: operator.version, operator, visit, plan, periods, clock, written } as Parcel)
}

/** The charging periods of a plan, cut wherever a tariff may change its price by that clock. */
export function periodsOf(visit: Visit, plan: ChargePlan, tariff: Tariff, clock: LocalClock): MeteredPeriod[] {
  const { startMs, connector } = visit
  const changes = priceChanges(tariff, plan, startMs, clock)
  const everySeconds = connector.power_type === 'DC' ? 300 : 1800
  return cutPeriods({ plan, startMs, fromSecond: 0, toSecond: planSeconds(plan), changes, everySeconds })
}

/** Session and CDR written anew, after something in the charge itself was changed. */
export function rewrite(parcel: Parcel, changed: Partial<Parcel> = {}): Parcel {
  const next = { ...parcel, ...changed }
  const { visit, periods, clock, written } = next
  const { endMs, lastUpdatedMs } = written
  return {
    ...next,
    session: toSession(visit, periods, clock, { status: 'COMPLETED', endMs, lastUpdatedMs }),
    cdr: toCdr(visit, periods, clock, written),
  }
}

/** Charges of the days before `nowMs`, all of them right, in the order of their ends. */
export function imagineParcels(operator: CorpusOperator, count: number, nowMs: number): Parcel[] {
  const { cpo, drivers } = operator
  const range = { fromMs: nowMs - 60 * DAY_MS, toMs: nowMs - 3_600_000 }
  const [firstDay, lastDay] = [Math.ceil(range.fromMs / DAY_MS), Math.floor(range.toMs / DAY_MS)]
  const parcels: Parcel[] = []
  for (let misses = 0; parcels.length < count;) {
    const visit = imagineVisit(cpo, drivers, cpo.random.integer(firstDay, lastDay) * DAY_MS, range)
    // Too small to be paid for by the standard agreement, or so small that any tolerance is larger.
    if (visit && (visit.plan.cumulativeWh.at(-1) ?? 0) >= 2000) parcels.push(toParcel(operator, visit))
    else misses += 1
    if (misses > 20 * count) throw new Error('the network is too small for so many charges')
  }
  return parcels
}
