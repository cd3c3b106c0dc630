// Sessions change under several writers at once: the CPO's pushes, which may overtake each other, and our own pulls.
// A batch reads the rows, applies what arrived in order, and writes each row only if it is still the one that was
// read; the losers of a race are read again. So an older message never overwrites a newer one.
import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { newId, type SessionId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { createBatcher, type Batcher } from '@/lib/platform/batch'
import { systemClock } from '@/lib/platform/clock'
import { foldId, foldKey, type ObjectKey, type WireFinding } from '../core/common'
import type { Session } from '../core/session'
import { DEFAULT_ZONE, zoneOfCountry } from '../core/time-zones'

/** A session read, and as it came. */
export type IncomingSession = { session: Session; received: unknown; findings: readonly WireFinding[] }

export type SessionOutcome = 'created' | 'updated' | 'ignored' | 'unknown'

export type SessionMessage = {
  readonly ctx: IntakeCtx
  readonly key: ObjectKey
  readonly lastUpdated: Instant | null
  /** The state after this message; null where it has nothing to say. Must be pure: it may be asked again. */
  readonly apply: (current: IncomingSession | null, late: boolean) => IncomingSession | null
}

type Result = { outcome: SessionOutcome } | { error: unknown }
type Row = {
  id: SessionId
  version: string
  session: Session
  received: unknown
  findings: WireFinding[]
  last_updated: Date
}
type State = {
  id: SessionId
  version: string | null
  stored: IncomingSession | null
  lastUpdated: Instant | null
  changed: boolean
}

const ATTEMPTS = 20
const FINDINGS_KEPT = 50
/** Messages that come together are looked at together. */
const GUARD_AFTER = '5 seconds'

/** A writer with its own lane. The processes of an installation have one each; tests race several. */
export function createSessionWriter(): Batcher<SessionMessage, Result> {
  return createBatcher(writeAll, { lanes: 1, size: 128 })
}

const writer = createSessionWriter()

/** Hands a message to the writer of this process and waits for its commit. */
export async function writeSession(
  message: SessionMessage,
  into: Batcher<SessionMessage, Result> = writer,
): Promise<SessionOutcome> {
  const result = await into.add(message)
  if ('error' in result) throw result.error
  return result.outcome
}

const nameOf = ({ ctx, key }: SessionMessage) => `${ctx.partnerId} ${foldKey(key)}`

async function writeAll(messages: SessionMessage[]): Promise<Result[]> {
  const results = new Map<SessionMessage, Result>()
  let open = messages
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw new Error('a session changes faster than it can be written')
    const states = await readStates(open)
    for (const message of open) results.set(message, applyTo(states.get(nameOf(message))!, message)) // read for each of them
    const written = await write([...states.entries()].filter(([, state]) => state.changed))
    open = open.filter((message) => {
      const state = states.get(nameOf(message))!
      return state.changed && !written.has(state.id)
    })
  }
  return messages.map((message) => results.get(message)!) // each was applied at least once
}

function applyTo(state: State, message: SessionMessage): Result {
  const { lastUpdated } = message
  const late = state.lastUpdated !== null && lastUpdated !== null && lastUpdated < state.lastUpdated
  let next: IncomingSession | null
  try {
    next = message.apply(state.stored, late)
  } catch (error) {
    return { error }
  }
  if (!next) return { outcome: state.stored ? 'ignored' : 'unknown' }
  const outcome = state.stored ? 'updated' : 'created'
  state.stored = {
    ...next,
    findings: [...next.findings, ...transitionFindings(state.stored?.session, next.session)].slice(0, FINDINGS_KEPT),
  }
  state.lastUpdated = next.session.lastUpdated
  state.changed = true
  return { outcome }
}

/** What may happen and should not (SES-3, SES-10): applied, and told. */
function transitionFindings(before: Session | undefined, after: Session): WireFinding[] {
  if (!before) return []
  const findings: WireFinding[] = []
  const note = (code: string, path: string, message: string) => findings.push({ code, path, message })
  if (before.status === 'COMPLETED' && after.status !== 'COMPLETED')
    note('reopened', '/status', `was COMPLETED, is ${after.status}`)
  else if (before.status === 'COMPLETED')
    note('changed_after_completion', '/status', 'was changed after it was COMPLETED')
  if (Number(after.energyKwh) < Number(before.energyKwh))
    note('energy_decreased', '/kwh', `was ${before.energyKwh}, is ${after.energyKwh}`)
  return findings
}

async function readStates(messages: readonly SessionMessage[]): Promise<Map<string, State>> {
  const keys = new Map(
    messages.map((message) => [nameOf(message), { p: message.ctx.partnerId, k: foldKey(message.key) }]),
  )
  const rows = await hotSql()<(Row & { name: string })[]>`
    select s.partner_id || ' ' || s.key as name, s.id, s.xmin::text as version, s.body as session, s.received, s.findings, s.last_updated
    from json_to_recordset(${JSON.stringify([...keys.values()])}::text::json) as i (p text, k text)
    join sessions s on s.partner_id = i.p and s.key = i.k`
  const states = new Map<string, State>()
  for (const message of messages) {
    states.set(nameOf(message), {
      id: newId('session', message.ctx.clock.now()),
      version: null,
      stored: null,
      lastUpdated: null,
      changed: false,
    })
  }
  for (const { name, id, version, session, received, findings, last_updated: at } of rows) {
    states.set(name, {
      id,
      version,
      stored: { session, received, findings },
      lastUpdated: instant(at.getTime()),
      changed: false,
    })
  }
  return states
}

function toRow(name: string, { id, version, stored }: State, now: Instant): object {
  const { session, received, findings } = stored! // only changed states are written
  return {
    id,
    version,
    partner_id: name.slice(0, name.indexOf(' ')),
    key: foldKey(session),
    country_code: session.countryCode,
    party_id: session.partyId,
    ocpi_id: session.id,
    status: session.status,
    token_key: foldId(session.token.uid),
    token_type: session.token.type,
    authorization_reference: session.authorizationReference,
    started_at: toIsoInstant(session.startedAt),
    ended_at: session.endedAt === null ? null : toIsoInstant(session.endedAt),
    energy_kwh: session.energyKwh,
    currency: session.currency,
    total_excl: session.totalCost?.excl ?? null,
    location_ocpi_id: session.locationId,
    location_key: foldKey({ ...session, id: session.locationId }),
    evse_uid: session.evseUid,
    country_zone: zoneOfCountry(session.countryCode) ?? DEFAULT_ZONE,
    body: session,
    received,
    findings,
    last_updated: toIsoInstant(session.lastUpdated),
    now: toIsoInstant(now),
  }
}

async function write(changed: [string, State][]): Promise<Set<SessionId>> {
  if (changed.length === 0) return new Set()
  // The key order keeps two writers from waiting for each other in a circle.
  const sorted = changed.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const now = systemClock.now()
  const rows = JSON.stringify(sorted.map(([name, state]) => toRow(name, state, now)))
  const written = await hotSql()<{ id: SessionId }[]>`
    with incoming as materialized (
      select * from json_to_recordset(${rows}::text::json) as row (
        id text, version text, partner_id text, key text, country_code text, party_id text, ocpi_id text, status text,
        token_key text, token_type text, authorization_reference text, started_at timestamptz, ended_at timestamptz,
        energy_kwh numeric, currency text, total_excl numeric, location_ocpi_id text, location_key text, evse_uid text,
        country_zone text, body jsonb, received json, findings jsonb, last_updated timestamptz, now timestamptz)
    ), linked as materialized (
      select i.*, coalesce(a.token_id, c.token_id, t.id, k.id) as token_id,
        coalesce(a.customer_id, c.customer_id, t.customer_id, k.customer_id) as customer_id,
        coalesce(l.name, i.location_ocpi_id) as place_name, coalesce(l.time_zone, i.country_zone) as time_zone
      from incoming i
      left join tokens t on t.uid_key = i.token_key and t.type = i.token_type
      left join lateral (
        -- 2.1.1 names the contract and not the token; some write the uid of the card instead.
        select x.id, x.customer_id from tokens x
        where i.token_type = 'UNKNOWN' and (x.contract_id = i.token_key or x.uid_key = i.token_key and x.type = 'RFID')
        order by x.contract_id = i.token_key desc limit 1
      ) k on true
      left join authorizations a on a.id = i.authorization_reference and a.partner_id = i.partner_id
      left join lateral (
        select c.token_id, c.customer_id from commands c
        where c.authorization_reference = i.authorization_reference and c.partner_id = i.partner_id limit 1
      ) c on true
      left join locations l on l.partner_id = i.partner_id and l.key = i.location_key
    ), added as (
      insert into sessions (id, partner_id, key, country_code, party_id, ocpi_id, status, customer_id, token_id,
        authorization_reference, started_at, ended_at, energy_kwh, currency, total_excl, location_ocpi_id, evse_uid,
        place_name, time_zone, body, received, findings, last_updated, created_at, updated_at)
      select id, partner_id, key, country_code, party_id, ocpi_id, status, customer_id, token_id,
        authorization_reference, started_at, ended_at, energy_kwh, currency, total_excl, location_ocpi_id, evse_uid,
        place_name, time_zone, body, received, findings, last_updated, now, now
      from linked where version is null
      on conflict (partner_id, key) do nothing
      returning id
    ), changed as (
      update sessions s set status = i.status, customer_id = coalesce(i.customer_id, s.customer_id),
        token_id = coalesce(i.token_id, s.token_id), authorization_reference = i.authorization_reference,
        started_at = i.started_at, ended_at = i.ended_at, energy_kwh = i.energy_kwh, currency = i.currency,
        total_excl = i.total_excl, location_ocpi_id = i.location_ocpi_id, evse_uid = i.evse_uid, place_name = i.place_name,
        time_zone = i.time_zone, body = i.body, received = i.received, findings = i.findings,
        stale_at = case when i.last_updated > s.last_updated then null else s.stale_at end,
        last_updated = i.last_updated, updated_at = i.now
      from linked i where s.id = i.id and s.xmin::text = i.version
      returning s.id
    ), written as (
      select id from added union all select id from changed
    ), guarded as materialized (
      -- One waiting look at all that changes meanwhile: most messages find it there and write nothing.
      select graphile_worker.add_job('guard-charges', '{}'::json, job_key => 'guard-charges', run_at => now() + ${GUARD_AFTER}::text::interval) as job
      where exists (select 1 from linked where customer_id is not null)
        and not exists (select 1 from graphile_worker.jobs j where j.key = 'guard-charges' and j.locked_at is null)
    )
    select id from written where (select count(*) from guarded) >= 0`
  return new Set(written.map(({ id }) => id))
}
