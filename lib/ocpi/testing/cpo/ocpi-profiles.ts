// Smart charging, Receiver side: charging profiles with results at response_url, and charging preferences.
import { answered, askStation, sendResult, type Verdict } from './ask-station'
import { activeProfile, clearProfile, setProfile, tellProfile } from './charging-profiles'
import { fromDateTime } from './clock'
import type { Cpo, LiveSession } from './cpo'
import { elapsedSeconds } from './live-session'
import { energyWhAt } from './charge-plan'
import { invalid, notFound, ok, OcpiRefusal, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import type { Json } from './distort-objects'
import type { ChargingProfile } from './wire'

export function findLive(cpo: Cpo, sessionId: string | undefined): LiveSession | undefined {
  return [...cpo.live.values()].find(({ visit }) => visit.sessionId.toUpperCase() === sessionId?.toUpperCase())
}

/** Why a profile is not even passed on to the station. */
function refusal(cpo: Cpo, live: LiveSession | undefined): string | undefined {
  if (!live) return 'UNKNOWN_SESSION'
  const wrong = cpo.misbehaviour.takeForCommand('profile_too_often', 'profile_rejected')
  if (wrong) return wrong.kind === 'profile_rejected' ? 'REJECTED' : 'TOO_OFTEN'
  if (!live.visit.evse.capabilities.includes('CHARGING_PROFILE_CAPABLE')) return 'NOT_SUPPORTED'
  const soon = cpo.clock.now() - (live.profileAskedMs ?? 0) < cpo.settings.profilePauseMs
  if (soon) return 'TOO_OFTEN'
  live.profileAskedMs = cpo.clock.now()
  return undefined
}

function errand(cpo: Cpo, request: OcpiRequest, url: string, station: (live: LiveSession) => Verdict): OcpiAnswer {
  const live = findLive(cpo, request.path[1])
  const no = refusal(cpo, live)
  if (no || !live) return answered(request, no ?? 'UNKNOWN_SESSION')
  const owner = live.visit.location
  // A session that has ended meanwhile has no profile any more.
  const ask = () => (cpo.live.has(live.visit.sessionId) ? station(live) : { result: 'UNKNOWN' })
  return answered(request, 'ACCEPTED', askStation(cpo, { request, url, owner, station: ask }))
}

function requiredUrl(request: OcpiRequest): string {
  const url = request.query.get('response_url')
  if (!url) throw invalid('response_url is missing')
  return url
}

function inBackground(cpo: Cpo, work: Promise<void>): void {
  work.catch((error: unknown) => cpo.log(`charging profile failed: ${String(error)}`))
}

/** GET: the active profile comes with the result. */
export function getProfile(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const url = requiredUrl(request)
  const duration = Number(request.query.get('duration'))
  if (!Number.isInteger(duration) || duration <= 0) throw invalid('duration is no number of seconds')
  const live = findLive(cpo, request.path[1])
  const no = refusal(cpo, live)
  if (no || !live) return answered(request, no ?? 'UNKNOWN_SESSION')
  const send = async () => {
    await cpo.clock.sleep(cpo.settings.commandDelayMs, cpo.closing.signal)
    const profile = activeProfile(cpo, live, duration)
    await sendResult(
      cpo,
      { version: request.version, owner: live.visit.location, url },
      { result: 'ACCEPTED', profile },
    )
  }
  return answered(request, 'ACCEPTED', () => inBackground(cpo, send()))
}

function readProfile(value: unknown): ChargingProfile {
  const profile = (value ?? {}) as ChargingProfile // The fields used are checked here.
  if (profile.charging_rate_unit !== 'W' && profile.charging_rate_unit !== 'A') {
    throw invalid('charging_profile.charging_rate_unit is missing')
  }
  const periods = profile.charging_profile_period ?? []
  const sound =
    Array.isArray(periods) && periods.every((period) => period.start_period >= 0 && Number.isFinite(period.limit))
  if (!sound) throw invalid('charging_profile.charging_profile_period cannot be read')
  return { ...profile, charging_profile_period: periods }
}

export function putProfile(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const body = (request.body ?? {}) as Json // Every field is checked when read.
  if (typeof body.response_url !== 'string') throw invalid('response_url is missing')
  const wanted = readProfile(body.charging_profile)
  return errand(cpo, request, body.response_url, (live) => {
    setProfile(cpo, live, wanted)
    return { result: 'ACCEPTED', act: () => inBackground(cpo, tellProfile(cpo, live)) }
  })
}

export function deleteProfile(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  return errand(cpo, request, requiredUrl(request), (live) => {
    if (!live.profile) return { result: 'UNKNOWN' }
    clearProfile(cpo, live)
    return { result: 'ACCEPTED' }
  })
}

const PROFILE_TYPES = ['CHEAP', 'FAST', 'GREEN', 'REGULAR']

/** What can be promised: a cheap charge needs to know until when and how much, and time enough for it. */
function promise(cpo: Cpo, live: LiveSession, wish: Json): string {
  const type = String(wish.profile_type)
  if (!PROFILE_TYPES.includes(type)) throw invalid('profile_type is missing or unknown')
  if (type === 'GREEN') return 'PROFILE_TYPE_NOT_SUPPORTED'
  if (wish.discharge_allowed === true) return 'NOT_POSSIBLE'
  if (type !== 'CHEAP') return 'ACCEPTED'
  const departureMs = fromDateTime(typeof wish.departure_time === 'string' ? wish.departure_time : '')
  if (departureMs === undefined) return 'DEPARTURE_REQUIRED'
  if (typeof wish.energy_need !== 'number') return 'ENERGY_NEED_REQUIRED'
  const hours = (departureMs - cpo.clock.now()) / 3_600_000
  const charged = energyWhAt(live.plan, elapsedSeconds(cpo, live)) / 1000
  const reachable = charged + (Math.max(0, hours) * live.visit.connector.max_electric_power) / 1000
  return wish.energy_need > reachable ? 'NOT_POSSIBLE' : 'ACCEPTED'
}

/** PUT {sessions}/{session_id}/charging_preferences: the answer is a bare text. */
export function putPreferences(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const [, sessionId, what] = request.path
  const live = findLive(cpo, sessionId)
  if (what !== 'charging_preferences' || !live) throw notFound('session')
  if (!live.visit.evse.capabilities.includes('CHARGING_PREFERENCES_CAPABLE')) {
    throw new OcpiRefusal(404, 2001, 'the EVSE knows no charging preferences')
  }
  if (typeof request.body !== 'object' || request.body === null) throw invalid('the body is no object')
  const wish = request.body as Json // Every field is checked when read.
  const answer = promise(cpo, live, wish)
  if (answer === 'ACCEPTED') live.preferences = wish
  return ok(answer)
}
