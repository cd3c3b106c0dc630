// How a running session is steered: what can be asked of its charge point, what was asked, what it goes by. Plain JSON,
// for it is polled.
import { sql, type SQL } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { EvseId, SessionId } from '@/lib/kernel/ids'
import { instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import { canDo } from '../core/capabilities'
import {
  limitChoices,
  limitKwAt,
  smallestLimitKw,
  type ActiveChargingProfile,
  type ChargingProfile,
  type PreferencesAnswer,
  type ProfileRequestKind,
  type ProfileRequestState,
  type ProfileType,
} from '../core/charging-profile'
import { foldId } from '../core/common'
import { connectorPowerKw, type Evse } from '../core/location'

export type ProfileStep = {
  kind: ProfileRequestKind
  state: ProfileRequestState
  limitKw: number | null
  result: string | null
  message: string | null
  requestedAt: Instant
  retryAt: Instant | null
}
export type Wish = {
  profileType: ProfileType
  departureAt: Instant | null
  energyKwh: DecimalString | null
  dischargeAllowed: boolean
  /** Null while the operator is asked. */
  answer: PreferencesAnswer | null
}
export type Steering = {
  /** Where the car stands. */
  evseId: EvseId | null
  connectorId: string | null
  timeZone: TimeZone
  canLimit: boolean
  canWish: boolean
  canUnlock: boolean
  maxPowerKw: number | null
  smallestKw: number
  choicesKw: number[]
  /** In force by our last successful request; null where the station goes by its own. */
  limitKw: number | null
  /** The newest request of any kind. */
  latest: ProfileStep | null
  active: {
    profile: ActiveChargingProfile
    limitKw: number | null
    source: 'asked' | 'told'
    receivedAt: Instant
  } | null
  wish: Wish | null
}

type Step = {
  kind: ProfileRequestKind
  state: ProfileRequestState
  profile: ChargingProfile | null
  result: string | null
  message: string | null
  requested_at: string
  retry_at: string | null
}
type Row = {
  evse_id: EvseId | null
  time_zone: TimeZone
  evse: Evse | null
  connector_id: string | null
  profiles: boolean
  preferences: boolean
  steps: Step[] | null
  active: { profile: ActiveChargingProfile; source: 'asked' | 'told'; received_at: string } | null
  wish:
    | (Pick<Wish, 'answer'> & {
        profile_type: ProfileType
        departure_at: string | null
        energy_kwh: number | null
        discharge_allowed: boolean
      })
    | null
}

const at = (text: string): Instant => instant(new Date(text).getTime())

async function load(db: Reader, which: SQL, now: Instant): Promise<Steering | null> {
  const [row] = (await db.execute(sql`
    select s.time_zone, e.id as evse_id, e.body as evse, s.body->>'connectorId' as connector_id,
      ${callable('chargingprofiles', 'RECEIVER')} as profiles, ${callable('sessions', 'SENDER')} as preferences,
      (select json_agg(q order by q.requested_at desc, q.id desc) from (select * from (
          select r.id, r.kind, r.state, r.profile, r.result, r.message, r.requested_at, r.retry_at from profile_requests r
          where r.session_id = s.id order by r.requested_at desc, r.id desc limit 20) newest) q) as steps,
      (select json_build_object('profile', a.profile, 'source', a.source, 'received_at', a.received_at)
        from active_profiles a where a.session_id = s.id) as active,
      (select row_to_json(w) from (
          select p.profile_type, p.departure_at, p.energy_kwh, p.discharge_allowed, p.answer from charging_preferences p
          where p.session_id = s.id order by p.requested_at desc, p.id desc limit 1) w) as wish
    from sessions s
    join partners pt on pt.id = s.partner_id
    left join locations l on l.partner_id = s.partner_id
      and l.key = upper(s.country_code || '*' || s.party_id || '*' || s.location_ocpi_id)
    left join evses e on e.location_id = l.id and e.uid_key = upper(s.evse_uid)
    where ${which} and s.status in ('ACTIVE', 'PENDING')`)) as unknown as Row[] // the columns of the statement
  return row ? toSteering(row, now) : null
}

/** Whether the partner has such an interface and can be called; 2.1.1 knows neither of them. */
function callable(identifier: string, role: string): SQL {
  return sql`pt.state = 'registered' and not pt.paused and pt.version <> '2.1.1' and exists (
    select 1 from partner_endpoints n where n.partner_id = pt.id and n.identifier = ${identifier} and n.role = ${role})`
}

function toSteering(row: Row, now: Instant): Steering {
  const { evse } = row
  const connector =
    evse?.connectors.find(({ id }) => foldId(id) === foldId(row.connector_id ?? '')) ?? evse?.connectors[0]
  const maxPowerKw = connector ? connectorPowerKw(connector) : null
  const steps = row.steps ?? []
  const inForce = steps.find(({ kind, state }) => kind !== 'read' && state === 'done')
  const latest = steps[0]
  const { active, wish } = row
  return {
    evseId: row.evse_id,
    connectorId: connector?.id ?? null,
    timeZone: row.time_zone,
    canLimit: row.profiles && evse !== null && canDo(evse, 'limitPower'),
    // An operator that has said so of this charge point need not be asked again.
    canWish: row.preferences && evse !== null && canDo(evse, 'preferences') && wish?.answer !== 'NOT_CAPABLE',
    canUnlock: evse !== null && canDo(evse, 'unlock'),
    maxPowerKw,
    smallestKw: smallestLimitKw(connector?.powerType ?? 'AC_3_PHASE'),
    choicesKw: limitChoices(maxPowerKw, connector?.powerType ?? 'AC_3_PHASE'),
    limitKw: inForce?.kind === 'set' ? limitOf(inForce) : null,
    latest: latest ? toStep(latest) : null,
    active: active && {
      profile: active.profile,
      limitKw: limitKwAt(active.profile.profile, (now - active.profile.calculatedAt) / 1000),
      source: active.source,
      receivedAt: at(active.received_at),
    },
    wish: wish && {
      profileType: wish.profile_type,
      departureAt: wish.departure_at === null ? null : at(wish.departure_at),
      energyKwh: wish.energy_kwh === null ? null : String(wish.energy_kwh),
      dischargeAllowed: wish.discharge_allowed,
      answer: wish.answer,
    },
  }
}

const limitOf = ({ profile }: Step): number | null => profile && limitKwAt(profile, 0)

function toStep(step: Step): ProfileStep {
  const { kind, state, result, message } = step
  return {
    kind,
    state,
    result,
    message,
    limitKw: limitOf(step),
    requestedAt: at(step.requested_at),
    retryAt: step.retry_at === null ? null : at(step.retry_at),
  }
}

/** The customer's own running session; null once it has ended. */
export function findMySteering(ctx: CustomerCtx, sessionId: SessionId): Promise<Steering | null> {
  return load(reader(ctx), sql`s.id = ${sessionId} and s.customer_id = ${ctx.customerId}`, ctx.clock.now())
}

export async function findSteering(ctx: StaffCtx, sessionId: SessionId): Promise<Steering | null> {
  authorize(ctx, 'session:read')
  return load(reader(ctx), sql`s.id = ${sessionId}`, ctx.clock.now())
}
