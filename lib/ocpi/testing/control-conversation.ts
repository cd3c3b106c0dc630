// The rest of what an operator sends: answers to what it was asked for, a card at a reader, tokens exchanged, and what only
// some versions have. See `conversation.ts` for the objects themselves.
import type { OcpiVersion } from '@/lib/auth/context'
import type { Peer } from './call'
import type { Step } from './conversation'

type Fields = Record<string, unknown>
const minute = (count: number) => new Date(Date.UTC(2026, 9, 1, 8, count)).toISOString().replace('.000Z', 'Z')

/** Where answers are awaited: what follows the module in their addresses. */
export type Awaited = {
  readonly commands: Readonly<Record<string, string>>
  readonly profiles: Readonly<Record<'set' | 'clear' | 'read', string>>
}

export function controlOf(version: OcpiVersion, peer: Peer, uid: string, awaited: Awaited, url: string): Step[] {
  return [
    ...taps(uid),
    ...results(version, awaited),
    ...(version === '2.1.1' ? [] : profiles(awaited)),
    ...(version === '2.3.0' ? invoices(peer) : []),
    exchange(version, peer, url),
  ]
}

function taps(uid: string): Step[] {
  const at = (evse: string): Step => ({
    method: 'POST',
    path: `tokens/${uid}/authorize`,
    body: { location_id: 'LOC0', evse_uids: [evse] },
  })
  return [at('E1'), at('E2')]
}

function results(version: OcpiVersion, { commands }: Awaited): Step[] {
  const result = (kind: string, said: string): Step => ({
    method: 'POST',
    path: `commands/${commands[kind]}`,
    body: { result: said },
  })
  return [
    result('START_SESSION', 'ACCEPTED'),
    result('UNLOCK_CONNECTOR', version === '2.1.1' ? 'REJECTED' : 'FAILED'),
    result('RESERVE_NOW', 'ACCEPTED'),
    result('STOP_SESSION', 'ACCEPTED'),
    // The station breaks, and what was reserved is let go.
    ...(version === '2.1.1' ? [] : [result('RESERVE_NOW', 'CANCELED_RESERVATION')]),
  ]
}

/** What the station goes by: told when it changes, and when asked. */
function profiles({ profiles: places }: Awaited): Step[] {
  const active = (count: number, limit: number): Fields => ({
    start_date_time: minute(count),
    charging_profile: { charging_rate_unit: 'W', charging_profile_period: [{ start_period: 0, limit }] },
  })
  const answer = (kind: 'set' | 'clear' | 'read', fields: Fields = {}): Step => ({
    method: 'POST',
    path: `chargingprofiles/${places[kind]}`,
    body: { result: 'ACCEPTED', ...fields },
  })
  const tell = (body: Fields): Step => ({ method: 'PUT', path: 'chargingprofiles/S0', body })
  return [
    answer('set'),
    tell(active(1, 11_000)),
    answer('read', { profile: active(2, 9_000) }),
    tell(active(3, 7_400)),
    answer('clear'),
  ]
}

function invoices(peer: Peer): Step[] {
  const invoicing = 'invoicereconciliation'
  const own = `${peer.countryCode}/${peer.partyId}`
  const record = (id: string, count: number, cdrs: string[]): Fields => ({
    country_code: peer.countryCode,
    party_id: peer.partyId,
    id,
    invoice_id: `F-${id}`,
    cdrs,
    last_updated: minute(count),
  })
  return [
    { method: 'POST', path: invoicing, body: record('R1', 0, ['C1']) },
    { method: 'PUT', path: `${invoicing}/${own}/R1`, body: record('R1', 10, ['C1', 'C2']) },
    { method: 'POST', path: invoicing, body: record('R2', 0, ['C9']) },
    { method: 'DELETE', path: `${invoicing}/${own}/R2` },
  ]
}

/** New tokens. The answer may be lost, so that it is sent again with the old one (guide VC-22). */
function exchange(version: OcpiVersion, { countryCode, partyId }: Peer, url: string): Step {
  const party = { country_code: countryCode, party_id: partyId, business_details: { name: 'Kulla Ladd' } }
  const parties = version === '2.1.1' ? party : { roles: [{ role: 'CPO', ...party }] }
  return { method: 'PUT', path: 'credentials', body: { token: 'their-new-token', url: `${url}/versions`, ...parties } }
}

/** What a hub tells of two parties behind it, as they come and go. */
export function hubConversation(hub: Peer): Step[] {
  const told = (letter: string, status: string, count: number): Step => {
    const party = { country_code: 'NL', party_id: `${letter}${hub.partyId.slice(-2)}` }
    return {
      method: 'PUT',
      path: `hubclientinfo/${party.country_code}/${party.party_id}`,
      body: { ...party, role: 'CPO', status, last_updated: minute(count) },
    }
  }
  return [
    told('X', 'PLANNED', 0),
    told('Y', 'CONNECTED', 1),
    told('X', 'CONNECTED', 2),
    told('Y', 'OFFLINE', 3),
    told('X', 'OFFLINE', 4),
    told('X', 'CONNECTED', 5),
    told('Y', 'SUSPENDED', 6),
  ]
}
