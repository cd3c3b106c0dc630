// A hub: one connection, several operators behind it; in whose name it speaks.
import type { Cpo } from './cpo'
import type { PartyState } from './hub-settings'
import type { Cdr, Owner, Role } from './wire'

const same = (a: string, b: string) => a.toUpperCase() === b.toUpperCase()

export function isParty(a: Owner, b: Owner): boolean {
  return same(a.country_code, b.country_code) && same(a.party_id, b.party_id)
}

export function hubParty(cpo: Cpo): Owner | undefined {
  const { hub } = cpo.settings
  return hub && { country_code: hub.countryCode, party_id: hub.partyId }
}

export function findParty(cpo: Cpo, owner: Owner): PartyState | undefined {
  return cpo.parties.find((party) => isParty(party, owner))
}

/**
 * In whose name something is sent. A hub broadcasts what is for everybody (locations, tariffs) in its own
 * name and passes on the rest in the party's; for a party that is away it sends nothing.
 */
export function speakerFor(cpo: Cpo, owner: Owner, module: string): Owner | undefined {
  const hub = hubParty(cpo)
  if (!hub) return { country_code: cpo.settings.countryCode, party_id: cpo.settings.partyId }
  const party = findParty(cpo, owner)
  if (!party) return hub
  if (party.status !== 'CONNECTED') return undefined
  return module === 'locations' || module === 'tariffs' ? hub : party
}

/** What a hub makes of a CDR that passes through it. */
export function throughHub(cpo: Cpo, cdr: Cdr): Cdr {
  const { hub } = cpo.settings
  if (!hub) return cdr
  const { credit: _credit, credit_reference_id: _reference, ...rest } = cdr
  const passed: Cdr = hub.dropsCredit ? rest : cdr
  const number = /\d+$/.exec(cdr.session_id)?.[0] ?? ''
  return {
    ...passed,
    ...(hub.ownSessionIds && { session_id: `${hub.partyId}-9${number}` }),
    ...(hub.remark && { remark: [hub.remark, cdr.remark].filter(Boolean).join(' ') }),
  }
}

/** The roles in our credentials: one of each party, and the hub apart. */
export function ownRoles(cpo: Cpo): { roles: Role[]; hub?: Role } {
  const roleOf = (role: string, owner: Owner, name: string): Role => ({
    role,
    party_id: owner.party_id,
    country_code: owner.country_code,
    business_details: { name, website: 'https://kustladd.example' },
  })
  const roles = cpo.parties.map((party) => roleOf('CPO', party, party.name))
  const hub = hubParty(cpo)
  return { roles, ...(hub && { hub: roleOf('HUB', hub, cpo.settings.hub?.name ?? '') }) }
}
