// Which partner shows this credentials token. Asked for every request, so the answer is kept for a moment.
import { hotSql } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { hashSecret } from '@/lib/platform/crypto'
import { logger } from '@/lib/platform/logger'
import { foldParty } from './core/our-party'
import { splitParty } from './core/party'
import type { CredentialsRole, PartnerState } from './core/partner'
import { readQuirks, type Quirks, type StoredQuirks } from './core/quirks'

export type KnownPartner = {
  readonly partnerId: PartnerId
  readonly name: string
  readonly state: PartnerState
  readonly roles: readonly CredentialsRole[]
  /** The partner's own: whose objects are those that name no owner (2.1.1, guide TR-64), and where answers go. */
  readonly party: { readonly countryCode: string; readonly partyId: string }
  readonly quirks: Quirks
  /** Row of the token that was shown, its kind, and the token itself: GET credentials echoes it (guide TR-14). */
  readonly credentialId: string
  readonly credentialKind: 'A' | 'B' | 'C'
  readonly clientToken: string
  /** Folded `SE*KUL` of every party behind the connection: its roles, and what a hub announced or brought (TR-37). */
  readonly parties: ReadonlySet<string>
  /** Folded own party of a hub; null where the partner speaks for itself. */
  readonly hubParty: string | null
}

const CACHE_MS = 3_000
const CACHE_SIZE = 10_000
type Entry = { partner: Promise<KnownPartner | null>; until: number }
const known = new Map<string, Entry>()
let listening: Promise<{ unlisten(): Promise<void> }> | null = null

/** The partner whose valid token this is, at most three seconds old, at once after `notify partner_changed`. */
export function findPartnerByToken(clientToken: string): Promise<KnownPartner | null> {
  const now = systemClock.now()
  const entry = known.get(clientToken)
  if (entry && entry.until > now) return entry.partner
  listen()
  const partner = load(clientToken, now).then((found) => {
    // Guesses must not fill the memory, nor hide a token that becomes valid.
    if (!found) known.delete(clientToken)
    return found
  })
  partner.catch(() => known.delete(clientToken))
  if (known.size >= CACHE_SIZE) known.clear()
  known.set(clientToken, { partner, until: now + CACHE_MS })
  return partner
}

/** Forgets what it knows: credentials or state of a partner changed. */
export function forgetPartners(): void {
  known.clear()
}

/** Ends the subscription; before the process or a test ends its connections. */
export async function stopListeningForPartners(): Promise<void> {
  const subscription = listening
  listening = null
  forgetPartners()
  await subscription?.then(({ unlisten }) => unlisten()).catch(() => undefined)
}

function listen(): void {
  if (listening) return
  const subscription = hotSql().listen('partner_changed', forgetPartners)
  listening = subscription
  subscription.catch((error: unknown) => {
    // Without it a change is seen after three seconds; the next look-up tries again.
    if (listening === subscription) listening = null
    logger.error('partner_changed.listen', error)
  })
}

type Row = {
  credential_id: string
  kind: 'A' | 'B' | 'C'
  used_at: Date | null
  partner_id: PartnerId
  name: string
  state: PartnerState
  country_code: string
  party_id: string
  roles: CredentialsRole[]
  quirks: StoredQuirks
  hub_party: string | null
  behind: string[] | null
}

async function load(clientToken: string, now: Instant): Promise<KnownPartner | null> {
  const at = new Date(now)
  const [row] = await hotSql()<Row[]>`
    select c.id as credential_id, c.kind, c.used_at, p.id as partner_id, p.name, p.state, p.country_code, p.party_id, p.roles,
      p.quirks, p.hub_party, case when p.hub_party is not null then (select json_agg(distinct x.key) from parties x where x.partner_id = p.id) end as behind
    from partner_credentials c join partners p on p.id = c.partner_id
    where c.token_hash = ${hashSecret(clientToken)} and c.side = 'ours' and c.revoked_at is null
      and (c.expires_at is null or c.expires_at > ${at})`
  if (!row) return null
  if (!row.used_at)
    await hotSql()`update partner_credentials set used_at = ${at} where id = ${row.credential_id} and used_at is null`
  const parties = row.roles.map((role) => foldParty(role.countryCode, role.partyId))
  return {
    partnerId: row.partner_id,
    name: row.name,
    state: row.state,
    roles: row.roles,
    party: row.hub_party ? splitParty(row.hub_party) : { countryCode: row.country_code, partyId: row.party_id },
    quirks: readQuirks(row.quirks),
    credentialId: row.credential_id,
    credentialKind: row.kind,
    clientToken,
    parties: new Set(
      parties.length > 0 ? [...parties, ...(row.behind ?? [])] : [foldParty(row.country_code, row.party_id)],
    ),
    hubParty: row.hub_party,
  }
}
