const owner = (alias: string) => `upper(${alias}.country_code || '*' || ${alias}.party_id)`
const EXISTS: Readonly<Record<'locations' | 'sessions', string>> = {
  // What has vanished from a connection's lists hides nothing.
  locations: 'twin.missed_crawls < 2',
  sessions: 'true',
}

/**
 * A condition that leaves out what a better connection to the same party brings too (decision 0007): the row of the
 * authoritative connection is the object, those of the others are evidence. `alias` names a row of the table; ranks
 * are kept by lib/partners/rank-routes.ts, and without one a connection is the only one.
 */
export function excludeTwins(table: 'locations' | 'sessions', alias: string): string {
  const rank = (row: string) => `coalesce((select r.rank from party_routes r
      where r.key = ${owner(row)} and r.module = '${table}' and r.partner_id = ${row}.partner_id), 0)`
  return `not exists (
    select 1 from ${table} twin
    where twin.key = ${alias}.key and twin.partner_id <> ${alias}.partner_id and ${EXISTS[table]}
      and (${rank('twin')}, twin.partner_id) < (${rank(alias)}, ${alias}.partner_id))`
}
