// The rules of the lab as data: what each weighs and where it is written. What it says in words is in the texts of the
// interface (`conformance.json`), by the same name.
import type { OcpiVersion } from '@/lib/auth/context'
import type { Severity } from '@/lib/partners/core/conformance'

type Source = {
  severity: Severity
  /** Section and heading of the 2.2.1 document, which 2.3.0 shares but for its list of types. */
  section: string
  /** Document and heading of 2.1.1, which has no numbers; null where the rule came later. */
  older: string | null
}

const TRANSPORT = 'transport_and_format'
const rule = (severity: Severity, section: string, older: string | null = null): Source => ({
  severity,
  section,
  older,
})
const error = (section: string, older: string | null = null) => rule('error', section, older)
const warning = (section: string, older: string | null = null) => rule('warning', section, older)
const note = (section: string, older: string | null = null) => rule('note', section, older)

export const RULES = {
  answers: error('4.1 JSON / HTTP implementation guide', TRANSPORT),
  no_redirect: error('4.3 Interface endpoints', `${TRANSPORT}, Interface endpoints`),
  content_type: warning('4.1.4 Request format', `${TRANSPORT}, Request format`),
  json_body: error('4.1.7 Response format', `${TRANSPORT}, Response format`),
  envelope: error('4.1.7 Response format', `${TRANSPORT}, Response format`),
  envelope_timestamp: error('4.1.7 Response format', `${TRANSPORT}, Response format`),
  clock: warning('4.1.7 Response format', `${TRANSPORT}, Response format`),
  status_code: error('5.1 1xxx: Success', 'status_codes, 1xxx: Success'),
  ids_echoed: warning('4.2 Unique message IDs'),
  routing_headers: warning('4.1.8 Message Routing'),
  text_encoding: warning('4.1 JSON / HTTP implementation guide', TRANSPORT),
  https: error('4.1.1 Security and authentication', `${TRANSPORT}, Security and authentication`),
  latency: warning('12.1.3 Real-time authorization', 'mod_tokens, Real-time authorization'),
  wrong_token_refused: error('4.1.2 Authorization header', `${TRANSPORT}, Authorization header`),
  no_token_refused: error('4.1.2 Authorization header', `${TRANSPORT}, Authorization header`),
  token_encoding: warning('4.1.2 Authorization header', `${TRANSPORT}, Authorization header`),
  unknown_object: error('4.1.4 Request format, GET', `${TRANSPORT}, GET`),
  error_envelope: warning('4.1.7 Response format', `${TRANSPORT}, Response format`),
  ocpi_error: warning('5 Status codes', 'status_codes'),

  versions_list: error('6.1.1 Data', 'version_information_endpoint, Data'),
  versions_unique: error('6.1.2 Version class', 'version_information_endpoint, Version'),
  version_url: error('6.1.2 Version class', 'version_information_endpoint, Version'),
  details_version: error('6.2.1 Data', 'version_information_endpoint, Version details'),
  endpoint_role: error('6.2.2 Endpoint class'),
  endpoint_url: error('6.2.2 Endpoint class', 'version_information_endpoint, Endpoint'),
  endpoint_unique: error('6.2.2 Endpoint class', 'version_information_endpoint, Endpoint'),
  required_modules: error('7.1.6 Required endpoints not available', 'credentials, Required endpoints not available'),
  recommended_modules: warning('6.2.4 ModuleID enum', 'version_information_endpoint, ModuleID'),
  unknown_modules: note('6.2.4 ModuleID enum', 'version_information_endpoint, ModuleID'),
  credentials_token_new: warning(
    '7.1.4 Updating the credentials and resetting the credentials token',
    'credentials, Updating the credentials and resetting the token',
  ),
  credentials_object: error('7.3.1 Credentials object', 'credentials, Credentials object'),
  credentials_party: error('7.4.1 CredentialsRole class', 'credentials, Credentials object'),

  list_data: error('4.1.7 Response format', `${TRANSPORT}, Response format`),
  empty_list: warning('4.1.7 Response format', `${TRANSPORT}, Response format`),
  total_count: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  total_count_true: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  x_limit: warning('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  limit_honoured: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  offset_honoured: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  link_next: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  link_host: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  link_filters: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  no_duplicates: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  stable_order: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  oldest_first: warning('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  date_from: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  date_to: error('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  date_without_zone: warning('16.2 DateTime type', 'types, DateTime'),

  readable: error('4.1.7 Response format', `${TRANSPORT}, Response format`),
  field_required: error('4.1.4 Request format, PUT', `${TRANSPORT}, PUT`),
  field_type: warning('16 Types', 'types'),
  field_length: warning('16.7 string type', 'types, string'),
  id_length: error('16.1 CiString type', 'types, string'),
  date_utc: warning('16.2 DateTime type', 'types, DateTime'),
  date_designator: note('16.2 DateTime type', 'types, DateTime'),
  date_future: warning('4.1.4 Request format, Pagination', `${TRANSPORT}, Pagination`),
  date_moving: warning('4.1.4 Request format, PATCH', `${TRANSPORT}, PATCH`),
  enum_known: warning('16 Types', 'types'),
  owner: error('4.1.6 Client Owned Object Pull'),
  price_shape: error('16.5 Price class'),
  reference_case: warning('16.1 CiString type', 'types, CiString'),

  location_single: error('8.2.1 Sender Interface', 'mod_locations, CPO Interface'),
  coordinates_form: warning('8.4.13 GeoLocation class', 'mod_locations, GeoLocation'),
  coordinates_country: error('8.4.13 GeoLocation class', 'mod_locations, GeoLocation'),
  country_code: warning('8.3.1 Location Object', 'mod_locations, Location Object'),
  time_zone: error('8.3.1 Location Object', 'mod_locations, Location Object'),
  evse_connectors: error('8.3.2 EVSE Object', 'mod_locations, EVSE Object'),
  evse_unique: error('8.3.2 EVSE Object', 'mod_locations, EVSE Object'),
  evse_kept: error('8.1 Flow and Lifecycle', 'mod_locations, Flow and Lifecycle'),
  parent_updated: warning('8.2.2 Receiver Interface', 'mod_locations, eMSP Interface'),
  connector_power: error('8.3.3 Connector Object', 'mod_locations, Connector Object'),
  tariff_exists: error('8.3.3 Connector Object', 'mod_locations, Connector Object'),

  tariff_elements: error('11.3.1 Tariff Object', 'mod_tariffs, Tariff Object'),
  tax_included: error('11.3.1 Tariff Object'),
  tariff_currency: error('11.3.1 Tariff Object', 'mod_tariffs, Tariff Object'),
  step_size: warning('11.4.2 PriceComponent class', 'mod_tariffs, PriceComponent'),
  price_sane: warning('11.4.2 PriceComponent class', 'mod_tariffs, PriceComponent'),
  restriction_sane: warning('11.4.6 TariffRestrictions class', 'mod_tariffs, TariffRestrictions'),
  element_reachable: warning('11.4.4 TariffElement class', 'mod_tariffs, TariffElement'),

  session_dates: error('9.3.1 Session Object', 'mod_sessions, Session Object'),
  session_open: warning('9.1 Flow and Lifecycle', 'mod_sessions, Flow and Lifecycle'),
  session_energy: warning('9.3.1 Session Object', 'mod_sessions, Session Object'),
  session_state: error('9.4.3 SessionStatus enum', 'mod_sessions, SessionStatus'),

  cdr_periods: error('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_dates: error('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_energy: error('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_time: warning('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_parts: error('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_tax: warning('16.5 Price class'),
  cdr_tariff: error('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_price: error('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_power: error('10.3.1 CDR Object', 'mod_cdrs, CDR Object'),
  cdr_session: warning('10.3.1 CDR Object'),
  cdr_token: error('10.4.5 CdrToken class', 'mod_cdrs, CDR Object'),
  cdr_prompt: warning('10.1 Flow and Lifecycle', 'mod_cdrs, Flow and Lifecycle'),
  cdr_after_session: warning('10.1 Flow and Lifecycle', 'mod_cdrs, Flow and Lifecycle'),

  token_put: error('12.2.1 Receiver Interface', 'mod_tokens, CPO Interface'),
  token_get: error('12.2.1 Receiver Interface', 'mod_tokens, CPO Interface'),
  token_patch: error('12.2.1 Receiver Interface', 'mod_tokens, CPO Interface'),
  token_invalid: warning('12.2.1 Receiver Interface', 'mod_tokens, CPO Interface'),

  command_reachable: error('13.2.1 Receiver Interface', 'mod_commands, CPO Interface'),
  command_answer: error('13.3.2 CommandResponse Object', 'mod_commands, CommandResponse'),
  command_result: error('13.3.3 CommandResult Object', 'mod_commands, Flow'),

  command_done: warning('13.4.2 CommandResultType enum', 'mod_commands, CommandResponseType'),
  profile_done: note('14.3.1 ChargingProfileResponse Object'),

  inbound_ids: warning('4.2 Unique message IDs'),
  inbound_token: warning('4.1.2 Authorization header'),
  inbound_once: note('10.2.2 Receiver Interface', 'mod_cdrs, eMSP Interface'),
  inbound_accepted: error('5.2 2xxx: Client errors', 'status_codes, 2xxx: Client errors'),
} as const satisfies Record<string, Source>

export type RuleId = keyof typeof RULES

export function isRule(text: string): text is RuleId {
  return Object.hasOwn(RULES, text)
}

/** Whether a rule exists in a version: one without an older source came with 2.2. */
export function appliesTo(id: RuleId, version: OcpiVersion): boolean {
  return version !== '2.1.1' || RULES[id].older !== null
}

/** Where the rule is written, such as `OCPI 2.2.1 §4.1.7 Response format`. */
export function citation(id: RuleId, version: string): string {
  const { section, older } = RULES[id] as Source
  if (version === '2.1.1' && older !== null) return `OCPI 2.1.1 ${older}`
  // 2.3.0 numbers its types anew.
  if (version === '2.3.0' && section.startsWith('16')) return `OCPI 2.3.0 Types, ${section.replace(/^[\d.]+ /, '')}`
  return `OCPI ${version} §${section}`
}
