// Which session a CDR is of. It names it, unless its version cannot (2.1.1, guide CDR-5): then our reference tells, else
// the card, the socket and the time.

/** Clocks of stations and platforms differ, and some start counting when the plug is in, others when current flows. */
const SLACK = `interval '10 minutes'`

/**
 * The session of a CDR `cdr` (an alias): of the same connection where there is one, else as another connection to the
 * party has it. One that names none matches a session of the same token that ran at the same time at the same EVSE, or,
 * where one of them names none, at the same place; of several the one whose start is nearest.
 */
export function matchSession(cdr: string): string {
  const sameParty = `n.country_code = ${cdr}.country_code and n.party_id = ${cdr}.party_id`
  return `
  select x.* from (
    select n.*, 0 as distance from sessions n
    where n.key = upper(${cdr}.country_code || '*' || ${cdr}.party_id || '*' || ${cdr}.session_ocpi_id)
    union all
    select n.*, 1 from sessions n where ${cdr}.session_ocpi_id is null
      and n.authorization_reference = ${cdr}.authorization_reference and ${sameParty}
    union all
    select n.*, 2 + abs(extract(epoch from n.started_at - ${cdr}.started_at)) from sessions n
    where ${cdr}.session_ocpi_id is null and n.customer_id = ${cdr}.customer_id and n.token_id = ${cdr}.token_id and ${sameParty}
      and n.started_at between ${cdr}.started_at - interval '1 day' and ${cdr}.ended_at + ${SLACK}
      and case when n.evse_uid <> '#NA' and ${cdr}.evse_uid <> '#NA' then upper(n.evse_uid) = upper(${cdr}.evse_uid)
        else (n.evse_uid <> '#NA' or ${cdr}.evse_uid <> '#NA') and ${cdr}.energy_kwh <> 0
          and upper(n.location_ocpi_id) = upper(${cdr}.body #>> '{location,id}') end
      and (n.started_at between ${cdr}.started_at - ${SLACK} and ${cdr}.started_at + ${SLACK}
        or coalesce(n.ended_at, n.last_updated) > ${cdr}.started_at and n.started_at < ${cdr}.ended_at)
  ) x
  order by x.distance, x.partner_id = ${cdr}.partner_id desc limit 1`
}

/** The id of the account that the customer is shown for a session `session` (an alias): of several the one that stands. */
export function accountOf(session: string): string {
  return `
  select c.id from cdrs c
  left join lateral (${matchSession('c')}) m on c.session_ocpi_id is null
  where c.customer_id = ${session}.customer_id and not c.credit
    and c.started_at between ${session}.started_at - interval '1 day' and ${session}.started_at + interval '1 day'
    and (upper(c.country_code || '*' || c.party_id || '*' || c.session_ocpi_id) = ${session}.key or m.key = ${session}.key)
  order by c.status = 'rejected', c.received_at desc, c.id limit 1`
}

/** The CDR of a session `session` (an alias) has come: it names it, or is matched with it. */
export function isAccountedFor(session: string): string {
  const near = `c.started_at between ${session}.started_at - interval '1 day' and ${session}.started_at + interval '1 day'`
  return `(exists (
      select 1 from cdrs c where c.customer_id = ${session}.customer_id and ${near}
        and upper(c.country_code || '*' || c.party_id || '*' || c.session_ocpi_id) = ${session}.key)
    or exists (
      select 1 from cdrs c cross join lateral (${matchSession('c')}) m
      where c.customer_id = ${session}.customer_id and c.session_ocpi_id is null and not c.credit and ${near} and m.key = ${session}.key))`
}
