// Names for lists, as SQL. `partner` names a row of partners, `owner` a row with country_code and party_id.

const keyOf = (owner: string) => `upper(${owner}.country_code || '*' || ${owner}.party_id)`
const isOwn = (partner: string, owner: string) =>
  `(${partner}.hub_party is null or ${partner}.hub_party = ${keyOf(owner)})`
const nameBehind = (partner: string, owner: string) => `coalesce((select x.name from parties x
  where x.partner_id = ${partner}.id and x.key = ${keyOf(owner)} and x.name is not null limit 1), ${keyOf(owner)})`

/** Who an object is from, and by which road: the connection's name, or "Viking via Navet". */
export function partnerLabel(partner: string, owner: string): string {
  const behind = `${nameBehind(partner, owner)} || ' via ' || ${partner}.name`
  return `case when ${isOwn(partner, owner)} then ${partner}.name else ${behind} end`
}

/** Who an object is from, whatever the road: drivers do not meet hubs. */
export function operatorLabel(partner: string, owner: string): string {
  return `case when ${isOwn(partner, owner)} then ${partner}.name else ${nameBehind(partner, owner)} end`
}
