// Charging profiles of live sessions: the highest power over time, wanted by the eMSP or by the operator's grid.
import { limitPlan, priceChanges } from './charge-plan'
import { fromDateTime, toDateTime } from './clock'
import type { Cpo, LiveSession } from './cpo'
import { speakerFor } from './hub'
import { elapsedSeconds } from './live-session'
import { callModule } from './partner-client'
import type { Json } from './distort-objects'
import type { ChargingProfile, Connector } from './wire'

/** Watts of one ampere: a limit in ampere is meant for each phase. */
function wattsPerAmpere({ power_type, max_voltage }: Connector): number {
  return power_type === 'AC_3_PHASE' ? 3 * max_voltage : max_voltage
}

/** The limit that many seconds into the profile; none before, between and after. */
function limitAt(profile: ChargingProfile, connector: Connector, second: number): number {
  if (second < 0 || (profile.duration !== undefined && second >= profile.duration)) return Number.POSITIVE_INFINITY
  const period = profile.charging_profile_period.findLast((candidate) => candidate.start_period <= second)
  if (!period) return Number.POSITIVE_INFINITY
  return profile.charging_rate_unit === 'A' ? period.limit * wattsPerAmpere(connector) : period.limit
}

/** Replans the rest of a session under its limits; what has been metered stays. */
function replan(cpo: Cpo, live: LiveSession): void {
  const { visit, profile, gridLimitW = Number.POSITIVE_INFINITY } = live
  const fromSecond = Math.max(live.cutSecond, elapsedSeconds(cpo, live))
  live.plan = limitPlan(live.unlimited, live.plan, fromSecond, (second) => {
    const wanted = profile ? limitAt(profile.wanted, visit.connector, second - profile.zeroSecond) : Infinity
    return Math.min(wanted, gridLimitW)
  })
  const clock = cpo.localClock(visit.location.time_zone)
  live.changes = priceChanges(visit.tariff, live.plan, visit.startMs, clock)
  cpo.changed()
}

/** The eMSP's profile; its second 0 is its own start, or now. */
export function setProfile(cpo: Cpo, live: LiveSession, wanted: ChargingProfile): void {
  const startMs = fromDateTime(wanted.start_date_time ?? '') ?? cpo.clock.now()
  const zeroSecond = elapsedSeconds(cpo, live) + Math.round((startMs - cpo.clock.now()) / 1000)
  live.profile = { wanted, zeroSecond }
  live.tellsProfile = true
  replan(cpo, live)
}

export function clearProfile(cpo: Cpo, live: LiveSession): void {
  delete live.profile
  replan(cpo, live)
}

/** The grid, or the operator's own wish. The eMSP hears of it once it has set a profile itself. */
export async function setGridLimit(cpo: Cpo, live: LiveSession, watts: number | undefined): Promise<void> {
  if (watts === undefined) delete live.gridLimitW
  else live.gridLimitW = watts
  replan(cpo, live)
  await tellProfile(cpo, live)
}

/** ActiveChargingProfile: what the station goes by from now on, in watts. */
export function activeProfile(cpo: Cpo, live: LiveSession, seconds = 86_400): Json {
  const { connector } = live.visit
  const now = elapsedSeconds(cpo, live)
  const most = Math.min(connector.max_electric_power, live.gridLimitW ?? Infinity)
  const wanted = live.profile?.wanted
  const zero = live.profile ? live.profile.zeroSecond - now : 0
  const starts = (wanted?.charging_profile_period ?? []).map(({ start_period: start }) => start + zero)
  const end = wanted?.duration === undefined ? [] : [wanted.duration + zero]
  const cuts = [...new Set([0, ...starts, ...end])].filter((at) => at >= 0 && at < seconds).toSorted((a, b) => a - b)
  return {
    start_date_time: toDateTime(cpo.clock.now()),
    charging_profile: {
      charging_rate_unit: 'W',
      duration: seconds,
      charging_profile_period: cuts.map((at) => ({
        start_period: at,
        limit: Math.round(Math.min(most, wanted ? limitAt(wanted, connector, at - zero) : Infinity)),
      })),
    },
  }
}

/** PUT of the active profile to the eMSP that has set one. */
export async function tellProfile(cpo: Cpo, live: LiveSession): Promise<void> {
  const from = speakerFor(cpo, live.visit.location, 'chargingprofiles')
  if (!live.tellsProfile || !from) return
  await callModule(
    cpo,
    { module: 'chargingprofiles', role: 'SENDER', path: [live.visit.sessionId] },
    { method: 'PUT', from, body: activeProfile(cpo, live) },
  )
}
