// Which rules tell which misbehaviour of the simulated operator, and what must happen before it can be seen. One of the
// rules is enough: a fault often breaks several.
import { testSql } from '@/db/testing/test-sql'
import type { OcpiVersion } from '@/lib/auth/context'
import type { CommandId, SessionId } from '@/lib/kernel/ids'
import { DAY_MS } from '@/lib/kernel/time'
import { rotateCredentials } from '@/lib/ocpi/client/register-partner'
import { startTestCharge } from '@/lib/ocpi/client/send-command'
import { steerSession } from '@/lib/ocpi/client/send-profile'
import type { Misbehaviour } from '@/lib/ocpi/testing/cpo/misbehaviours'
import { CONFORMANCE_STAGES, type ConformanceStage } from '@/lib/partners/core/conformance'
import { listTestPlaces } from '@/lib/roaming/locations/list-test-places'
import type { RuleId } from '@/lib/ocpi/conformance/rules'
import { staff, system, until, type FindingOfRun, type Operator } from './lab-operators'

export type Name = Misbehaviour['name']
export type Fault = {
  rules: readonly RuleId[]
  /** Versions in which it is a fault that can be seen; all of the simulator's without it. Why not in others: `HARMLESS`. */
  versions?: readonly OcpiVersion[]
  /** How it is planted, where the name does not do; null: by what happens. */
  plant?: object | null
  /** What must happen before it can be seen. It leaves traces behind. */
  after?: (operator: Operator) => Promise<unknown>
  /** How the run is carried out: later, or with less patience. */
  run?: { laterMs?: number; patienceMs?: number }
  /** What more the finding must say. */
  says?: Partial<FindingOfRun['evidence'][number]>
}

const SINCE_221: readonly OcpiVersion[] = ['2.2.1', '2.3.0']
const push = ({ control }: Operator) => control('POST', 'push-all')

/** One CDR that is wrong. */
const cdr = (misbehave: string, variant?: string) => (operator: Operator) =>
  operator.control('POST', 'cdr', { token: operator.card, misbehave, variant })

async function begin({ control, card }: Operator, fields: object = {}): Promise<string> {
  return (await control<{ sessionId: string }>('POST', 'sessions', { token: card, kwhTarget: 1, ...fields })).sessionId
}

/** A charge from its start to its CDR. */
async function charge(operator: Operator): Promise<void> {
  const sessionId = await begin(operator)
  await until(async () => !(await operator.control<{ live: string[] }>('GET', 'state')).live.includes(sessionId))
}

/** A charge that was to be over long ago, had it been let. */
async function chargeOn(operator: Operator): Promise<void> {
  const sessionId = await begin(operator)
  await until(() => rows`select 1 from sessions where ocpi_id = ${sessionId} and energy_kwh >= 1`)
}

/** A charge until its session has ended, whatever becomes of its CDR. */
async function chargeUntilCompleted(operator: Operator): Promise<void> {
  const sessionId = await begin(operator)
  await until(() => rows`select 1 from sessions where ocpi_id = ${sessionId} and status = 'COMPLETED'`)
}

async function rows(text: TemplateStringsArray, ...values: string[]): Promise<boolean> {
  const sql = testSql()
  const found = await sql(text, ...values)
  await sql.end()
  return found.length > 0
}

async function order({ partnerId }: Operator): Promise<CommandId> {
  const [place] = await listTestPlaces(staff, partnerId)
  if (!place) throw new Error('no free charge point')
  return startTestCharge(staff, place)
}

/** Its time is up now, or was when the answer came. */
const isOver = (id: CommandId) =>
  rows`update commands set timeout_at = coalesce(finished_at, now() - interval '1 second') where id = ${id} returning id`
const isAnswered = (id: CommandId) => until(() => rows`select 1 from commands where id = ${id} and result is not null`)

/** A charge that staff order with the test card, until the operator has said what came of it and its time is up. */
async function orderAndHear(operator: Operator): Promise<void> {
  const id = await order(operator)
  await isAnswered(id)
  await isOver(id)
}

/** The same where nothing is heard of it before that. */
async function orderInVain(operator: Operator): Promise<void> {
  await isOver(await order(operator))
}

async function orderAndHearLate(operator: Operator): Promise<void> {
  const id = await order(operator)
  await isOver(id)
  await isAnswered(id)
}

/** A limit that is set for a session under way. */
async function limit(operator: Operator): Promise<void> {
  const sql = testSql()
  const [evse] = await sql`select e.uid from evses e join locations l on l.id = e.location_id
    where l.partner_id = ${operator.partnerId} and e.status = 'AVAILABLE' and e.body->'capabilities' ? 'CHARGING_PROFILE_CAPABLE' limit 1`
  const ocpiId = await begin(operator, { evseUid: evse?.['uid'], speed: 1, kwhTarget: 20 })
  await until(() => rows`select 1 from sessions where ocpi_id = ${ocpiId}`)
  const [session] = await sql<{ id: SessionId }[]>`select id from sessions where ocpi_id = ${ocpiId}`
  await sql.end()
  await steerSession(staff, session!.id, { kind: 'set', limitKw: '5' }) // it came
}

/** Two seconds are slow for us as well; a whole run of such answers would take the test minutes. */
const slow = (kind: string, module: string) => ({ kind, module, delayMs: 1600 })

export const FAULTS: Partial<Record<Name, Fault>> = {
  ignores_offset: { rules: ['offset_honoured'] },
  ignores_limit: { rules: ['limit_honoured'] },
  ignores_date_from: { rules: ['date_from'] },
  date_to_inclusive: { rules: ['date_to'], versions: SINCE_221 },
  no_link_header: { rules: ['link_next'] },
  link_wrong_host: { rules: ['link_host'] },
  link_loses_filters: { rules: ['link_filters'] },
  wrong_total_count: { rules: ['total_count_true'] },
  missing_total_count: { rules: ['total_count'] },
  missing_x_limit: { rules: ['x_limit'] },
  unstable_order: { rules: ['stable_order'] },
  duplicates_across_pages: { rules: ['no_duplicates'] },
  null_list_instead_of_empty: { rules: ['empty_list'] },
  duplicate_ids: { rules: ['no_duplicates'] },
  ids_differ_in_case: { rules: ['reference_case'] },
  rejects_dates_without_designator: { rules: ['date_without_zone'] },
  local_times: { rules: ['date_utc'] },
  no_designator: { rules: ['date_designator'] },
  missing_required_field: { rules: ['field_required'] },
  wrong_type: { rules: ['field_type'] },
  too_long_ids: { rules: ['id_length'] },
  wrong_party_in_objects: { rules: ['owner'] },
  unknown_enum_values: { rules: ['enum_known'] },
  last_updated_in_future: { rules: ['date_future'] },
  last_updated_not_moving: { rules: ['date_moving'] },
  missing_role: { rules: ['endpoint_role'] },
  wrong_roles_in_details: { rules: ['required_modules'] },
  missing_module: { rules: ['required_modules'] },
  relative_urls: { rules: ['version_url'] },
  versions_open_without_token: { rules: ['no_token_refused'] },
  credentials_put_keeps_old_token: {
    rules: ['credentials_token_new'],
    after: ({ partnerId }) => rotateCredentials(system, partnerId),
  },
  http_error_for_ocpi_error: { rules: ['ocpi_error'] },
  http_200_for_unknown_object: { rules: ['unknown_object'] },
  no_envelope: { rules: ['envelope'] },
  missing_timestamp: { rules: ['envelope_timestamp'] },
  wrong_content_type: { rules: ['content_type'] },
  ids_not_echoed: { rules: ['ids_echoed'] },
  no_request_ids: { rules: ['inbound_ids'], after: push },
  no_routing_headers: { rules: ['routing_headers'] },
  raw_token_only: { rules: ['token_encoding'] },
  base64_token_only: { rules: ['token_encoding'], versions: ['2.1.1'] },
  accepts_any_token: { rules: ['wrong_token_refused'] },
  token_with_newline: { rules: ['inbound_token'], after: push },
  html_errors: { rules: ['error_envelope'] },
  redirects: { rules: ['no_redirect'] },
  slow: { rules: ['latency'], plant: slow('slow', 'credentials'), says: { expected: '≤ 1500 ms' } },
  slow_token: { rules: ['latency'], plant: slow('slow_token', 'tokens'), says: { expected: '≤ 1500 ms' } },
  time_out: {
    rules: ['latency'],
    plant: { kind: 'time_out', module: 'sessions' },
    run: { patienceMs: 2000 },
    says: { expected: '≤ 1500 ms' },
  },
  evse_without_connectors: { rules: ['evse_connectors'] },
  connector_without_power: { rules: ['connector_power'] },
  coordinates_swapped: { rules: ['coordinates_country'] },
  dangling_tariff_id: { rules: ['tariff_exists'] },
  time_zone_missing: { rules: ['time_zone'], versions: SINCE_221 },
  evse_uid_reused: { rules: ['evse_unique'] },
  evse_vanishes: { rules: ['evse_kept'] },
  tariff_without_elements: { rules: ['tariff_elements'] },
  tax_included_missing: { rules: ['tax_included'] },
  old_prices: { rules: ['price_shape'] },
  session_never_ends: { rules: ['session_open'], after: chargeOn, run: { laterMs: 8 * DAY_MS } },
  session_goes_back: { rules: ['session_state'], after: charge },
  cdr_without_periods: { rules: ['cdr_periods'] },
  cdr_total_mismatch: { rules: ['cdr_parts', 'cdr_price'] },
  cdr_energy_mismatch: { rules: ['cdr_energy'] },
  put_token_not_stored: { rules: ['token_get'] },
  get_token_differs: { rules: ['token_get'] },
  token_patch_not_defined: { rules: ['token_patch'] },
  command_never_answers: { rules: ['command_result'], after: orderInVain, says: { found: 'no result' } },
  command_no_result: { rules: ['command_result'], after: orderInVain, says: { found: 'no result' } },
  command_result_late: {
    rules: ['command_result'],
    plant: { kind: 'command_result_late', delayMs: 500 },
    after: orderAndHearLate,
    says: { found: 'result after the time-out' },
  },
  accepts_but_no_session: { rules: ['command_result'], after: orderAndHear, says: { found: 'no session' } },
  command_rejected: { rules: ['command_done'], after: orderAndHear, says: { found: 'REJECTED' } },
  command_failed: { rules: ['command_done'], after: orderAndHear },
  profile_rejected: { rules: ['profile_done'], versions: SINCE_221, after: limit, says: { found: 'REJECTED' } },
  profile_too_often: { rules: ['profile_done'], versions: SINCE_221, after: limit, says: { found: 'TOO_OFTEN' } },
  server_error: { rules: ['answers'], plant: { kind: 'server_error', module: 'locations' } },
  garbage_answer: { rules: ['json_body'], plant: { kind: 'garbage_answer', module: 'cdrs' } },
  over_charge: { rules: ['cdr_price'], plant: null, after: cdr('over_charge', 'markup') },
  wh_for_kwh: { rules: ['cdr_power', 'cdr_price'], plant: null, after: cdr('wh_for_kwh') },
  missing_tariff: { rules: ['cdr_tariff'], plant: null, after: cdr('missing_tariff') },
  unknown_token: { rules: ['cdr_token'], plant: null, after: cdr('unknown_token') },
  garbage: { rules: ['inbound_accepted'], plant: null, after: cdr('garbage', 'missing_fields') },
  conflicting_replay: { rules: ['inbound_accepted'], plant: null, after: cdr('conflicting_replay') },
  duplicate: { rules: ['inbound_once'], plant: null, after: cdr('duplicate') },
  late: {
    rules: ['cdr_prompt'],
    plant: { kind: 'late', delayMs: 120_000 },
    after: chargeUntilCompleted,
    run: { laterMs: 2 * DAY_MS },
    says: { found: 'no CDR' },
  },
  out_of_order: { rules: ['cdr_after_session'], after: chargeUntilCompleted },
}

const LISTS: readonly ConformanceStage[] = ['tariffs', 'locations', 'sessions', 'cdrs']
/** Where a run looks for a fault: the others cannot see it, and every one of them would be paid for hundreds of times. */
export const STAGES_OF: Readonly<Record<Misbehaviour['module'], readonly ConformanceStage[]>> = {
  versions: ['versions', 'access'],
  credentials: ['versions'],
  lists: LISTS,
  locations: ['tariffs', 'locations'],
  tariffs: ['tariffs'],
  sessions: ['sessions', 'transport'],
  cdrs: ['tariffs', 'cdrs', 'transport'],
  tokens: ['tokens', 'transport'],
  commands: ['commands'],
  objects: LISTS,
  transport: CONFORMANCE_STAGES,
}

/** What is no fault, where it is none: a run finds nothing wrong with it. Each with its reason. */
export const HARMLESS: Partial<Record<Name, { versions: readonly OcpiVersion[]; after?: Fault['after'] }>> = {
  // A credit CDR is how a CDR is taken back (2.2.1 §10.1.3.1); 2.1.1 does the same by a negative one.
  credit: { versions: ['2.1.1', '2.2.1', '2.3.0'], after: cdr('credit') },
  // Since 2.2 it is what the specification demands.
  base64_token_only: { versions: SINCE_221 },
  // 2.1.1 does not say whether date_to is included.
  date_to_inclusive: { versions: ['2.1.1'] },
  // Optional in 2.1.1.
  time_zone_missing: { versions: ['2.1.1'] },
  // There are no charging profiles in 2.1.1: nothing is asked for that could be refused.
  profile_rejected: { versions: ['2.1.1'] },
  profile_too_often: { versions: ['2.1.1'] },
}
