// Everything that this operator can be asked to do wrong, as data: the conformance lab loops over it.
//
// A standing fault lasts until it is taken back and may be combined with any other; a passing one hits the
// next so many actions. Both are planted by POST /control/misbehave, standing ones by the start option
// `misbehave` too: 'ignores_offset', 'slow=2000' (milliseconds), 'missing_required_field@tariffs' (one
// module only), 'missing_required_field@cdrs:currency' (and the field).
import { CDR_KINDS, COMMAND_KINDS, SERVER_KINDS, type Kind } from './misbehave'
import { VERSIONS, type Version } from './version'

/** Where a fault shows: `lists` in the paging of every list, `objects` in lists and pushes alike. */
export type Where =
  | 'transport'
  | 'versions'
  | 'credentials'
  | 'lists'
  | 'objects'
  | 'locations'
  | 'tariffs'
  | 'sessions'
  | 'cdrs'
  | 'tokens'
  | 'commands'

export type Misbehaviour = {
  name: StandingName | Kind
  module: Where
  versions: readonly Version[]
  /** Until taken back, or for the next so many actions. */
  lasts: 'standing' | 'passing'
  description: string
}

const SINCE_221 = ['2.2.1', '2.3.0'] as const

const STANDING = {
  ignores_offset: ['lists', 'Every page starts with the first object.'],
  ignores_limit: ['lists', 'A page holds everything, whatever limit was asked for.'],
  ignores_date_from: ['lists', 'Objects older than date_from are listed too.'],
  date_to_inclusive: ['lists', 'An object updated exactly at date_to is listed.'],
  no_link_header: ['lists', 'No Link header, though more pages follow.'],
  link_wrong_host: ['lists', 'The Link header names a host that nobody outside can reach.'],
  link_loses_filters: ['lists', 'The Link header forgets date_from and date_to.'],
  wrong_total_count: ['lists', 'X-Total-Count is seven too many.'],
  missing_total_count: ['lists', 'No X-Total-Count.'],
  missing_x_limit: ['lists', 'No X-Limit.'],
  unstable_order: ['lists', 'The order of a list changes from request to request.'],
  duplicates_across_pages: ['lists', 'A page begins with the last object of the page before.'],
  null_list_instead_of_empty: ['lists', 'An empty list is data: null.'],
  duplicate_ids: ['lists', 'Two neighbours in a list have the same id and different content.'],
  ids_differ_in_case: ['lists', 'Lists have the ids in lower case, pushes and references as they are.'],
  rejects_dates_without_designator: ['lists', 'date_from without Z is answered with 2001.'],

  local_times: ['objects', 'Times are local with an offset, +01:00 or +02:00, instead of UTC.'],
  no_designator: ['objects', 'Times have no Z. Allowed, and often read as local time.'],
  missing_required_field: ['objects', 'A required field is absent: one a module unless a field is named.'],
  wrong_type: ['objects', 'Numbers are written as text.'],
  too_long_ids: ['objects', 'Ids have 60 characters.'],
  wrong_party_in_objects: ['objects', 'Objects belong to XX XXX, who is not among the roles.', SINCE_221],
  unknown_enum_values: ['objects', 'Values that no version of OCPI knows, in every module.'],
  last_updated_in_future: ['objects', 'last_updated is tomorrow.'],
  last_updated_not_moving: ['objects', 'last_updated stays the same, whatever changes.'],

  missing_role: ['versions', 'Endpoints without a role in the version details.', SINCE_221],
  wrong_roles_in_details: ['versions', 'SENDER and RECEIVER are swapped in the version details.', SINCE_221],
  missing_module: ['versions', 'A module is neither announced nor served: tariffs unless one is named.'],
  relative_urls: ['versions', 'Addresses in versions and details are relative.'],
  versions_open_without_token: ['versions', 'Versions and details answer without a token.'],
  credentials_put_keeps_old_token: ['credentials', 'The answer to PUT credentials repeats the token in use.'],

  http_error_for_ocpi_error: ['transport', 'Where OCPI wants HTTP 200 with 2xxx, HTTP 400 is answered.'],
  http_200_for_unknown_object: ['transport', 'An unknown object is answered with HTTP 200.'],
  no_envelope: ['transport', 'The bare data, without status_code and timestamp.'],
  missing_timestamp: ['transport', 'The envelope has no timestamp.'],
  wrong_content_type: ['transport', 'JSON is announced as text/html.'],
  ids_not_echoed: ['transport', 'X-Request-ID and X-Correlation-ID are not echoed.', SINCE_221],
  no_request_ids: ['transport', 'Its own requests carry no X-Request-ID and X-Correlation-ID.', SINCE_221],
  no_routing_headers: ['transport', 'Its own requests and answers carry no routing headers.', SINCE_221],
  raw_token_only: ['transport', 'Accepts the token as it is, never in base64.', SINCE_221],
  base64_token_only: ['transport', 'Accepts the token in base64 only.'],
  accepts_any_token: ['transport', 'Accepts every token.'],
  token_with_newline: ['transport', 'Encodes token and a line feed in its own requests.', SINCE_221],
  html_errors: ['transport', 'Errors are HTML pages.'],
  redirects: ['transport', 'Answers with 307 to another address, where it serves.'],
  slow: ['transport', 'Every answer takes three seconds, or as many milliseconds as are named.'],

  evse_without_connectors: ['locations', 'Every second EVSE has an empty list of connectors.'],
  connector_without_power: ['locations', 'No max_electric_power, voltage and amperage are 0.'],
  coordinates_swapped: ['locations', 'Latitude and longitude are swapped.'],
  dangling_tariff_id: ['locations', 'Connectors name a tariff that is not published.'],
  time_zone_missing: ['locations', 'Locations have no time_zone.'],
  evse_uid_reused: ['locations', 'The first EVSE of every location has the same uid.'],
  evse_vanishes: ['locations', 'The last EVSE of a location is dropped instead of set to REMOVED.'],
  tariff_without_elements: ['tariffs', 'Tariffs have an empty list of elements.'],
  tax_included_missing: ['tariffs', 'Tariffs do not say whether prices include tax.', ['2.3.0']],
  old_prices: ['objects', 'Prices in the shape of 2.2.1, excl_vat and incl_vat.', ['2.3.0']],

  session_never_ends: ['sessions', 'A session stays ACTIVE after its end; there is no CDR.'],
  session_goes_back: ['sessions', 'A COMPLETED session is sent as ACTIVE once more.'],
  cdr_without_periods: ['cdrs', 'CDRs have an empty list of charging periods.'],
  cdr_total_mismatch: ['cdrs', 'total_cost is 7.00 more than its parts.'],
  cdr_energy_mismatch: ['cdrs', 'total_energy is 5 kWh more than the charging periods.'],

  put_token_not_stored: ['tokens', 'PUT and PATCH of tokens are accepted and forgotten.'],
  get_token_differs: ['tokens', 'GET of a token answers another validity than was put.'],
  token_patch_not_defined: ['tokens', 'PATCH of tokens is answered with 405; only PUT is known.'],
  slow_token: ['tokens', 'The tokens module alone is slow.'],

  command_never_answers: ['commands', 'Commands are accepted and done, the result never comes.'],
  command_result_late: ['commands', 'The result comes after the time-out that was announced.'],
  accepts_but_no_session: ['commands', 'START_SESSION is accepted twice, no session follows.'],
} as const satisfies Record<string, readonly [Where, string, (readonly Version[])?]>

export type StandingName = keyof typeof STANDING

const PASSING: Record<Kind, string> = {
  late: 'The next CDR comes late (delayMs).',
  duplicate: 'The next CDR is sent twice.',
  out_of_order: 'The next CDR overtakes its session.',
  over_charge: 'The next CDR costs more than its tariff (markup, phantom_parking, wrong_version).',
  wh_for_kwh: 'The next CDR has Wh where kWh belong.',
  unknown_token: 'The next CDR is for a token that is nobody’s.',
  credit: 'The next CDR is credited at once.',
  garbage: 'The next CDR cannot be read (invalid_json, wrong_types, missing_fields).',
  missing_tariff: 'The next CDR names a tariff that it does not enclose.',
  conflicting_replay: 'The next CDR is sent again with another content.',
  time_out: 'The next request is not answered; with delayMs slowly.',
  server_error: 'The next request is answered with HTTP 500 and HTML.',
  garbage_answer: 'The next request is answered with broken JSON.',
  command_rejected: 'The next command is REJECTED.',
  command_failed: 'The next command is accepted, and its result is FAILED.',
  command_no_result: 'The next command is accepted, and its result never comes.',
  profile_rejected: 'The next charging profile is REJECTED.',
  profile_too_often: 'The next charging profile is TOO_OFTEN.',
}

function whereOf(kind: Kind): Where {
  if (CDR_KINDS.some((candidate) => candidate === kind)) return 'cdrs'
  return SERVER_KINDS.some((candidate) => candidate === kind) ? 'transport' : 'commands'
}

export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  ...Object.entries(STANDING).map(([name, [module, description, versions]]): Misbehaviour => ({
    name: name as StandingName, // The keys of the table are the names.
    module,
    versions: versions ?? VERSIONS,
    lasts: 'standing',
    description,
  })),
  ...[...CDR_KINDS, ...SERVER_KINDS, ...COMMAND_KINDS].map((name): Misbehaviour => ({
    name,
    module: whereOf(name),
    versions: VERSIONS,
    lasts: 'passing',
    description: PASSING[name],
  })),
]

export function isStanding(text: unknown): text is StandingName {
  return typeof text === 'string' && Object.hasOwn(STANDING, text)
}
