import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import type { PartnerCtx, SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { foldParty } from './core/our-party'
import { isReachable, type PartyStatus } from './core/party'
import { announcePartnerChange } from './move-partner'
import { rankRoutes } from './rank-routes'

/** What a hub says of one party (OCPI 2.2.1 §14.3.1). `lastUpdated` null: the hub left it out. */
export type ClientInfo = {
  countryCode: string
  partyId: string
  role: string
  status: PartyStatus
  lastUpdated: Instant | null
}
type Writing = (PartnerCtx | SystemCtx) & { readonly db: Tx }
type Before = { status: PartyStatus; last_updated: number | null; status_at: number; source: string }

/**
 * Writes down what a hub says of its parties, each for itself: something older than is known changes nothing. A party
 * that is back, or new, is read again from where we lost it; with `initial`, right after a handshake, everything is
 * read anyway. Answers how many changed.
 */
export async function noteClientInfo(
  ctx: PartnerCtx | SystemCtx,
  partnerId: PartnerId,
  infos: readonly ClientInfo[],
  { initial = false }: { initial?: boolean } = {},
): Promise<number> {
  return withTransaction<PartnerCtx | SystemCtx, number>(ctx, async (tx) => {
    const changed: string[] = []
    // In one order, so that two writers do not wait for each other in a circle.
    for (const info of infos.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)))
      if (await noteOne(tx, partnerId, info, initial)) changed.push(foldParty(info.countryCode, info.partyId))
    if (changed.length > 0) {
      await rankRoutes(tx.db, changed)
      await announcePartnerChange(tx, partnerId)
    }
    return changed.length
  })
}

const nameOf = ({ countryCode, partyId, role }: ClientInfo) => `${foldParty(countryCode, partyId)} ${role}`

async function noteOne(tx: Writing, partnerId: PartnerId, info: ClientInfo, initial: boolean): Promise<boolean> {
  const now = tx.clock.now()
  const key = foldParty(info.countryCode, info.partyId)
  const role = info.role.toUpperCase()
  const [before] = (await tx.db.execute(sql`
    select status, extract(epoch from last_updated)::float8 * 1000 as last_updated, source,
      extract(epoch from status_at)::float8 * 1000 as status_at
    from parties where partner_id = ${partnerId} and key = ${key} and role = ${role} for update`)) as unknown as Before[] // the columns of the statement
  const lastUpdated = info.lastUpdated ?? now
  if (before && before.last_updated !== null && lastUpdated < before.last_updated) return false
  if (before?.status === info.status && before.last_updated === lastUpdated && before.source !== 'object') return false
  const at = toIsoInstant(now)
  await tx.db.execute(sql`
    insert into parties (partner_id, country_code, party_id, key, role, status, status_at, last_updated, source, first_seen_at)
    values (${partnerId}, ${info.countryCode.toUpperCase()}, ${info.partyId.toUpperCase()}, ${key}, ${role}, ${info.status},
      ${at}::timestamptz, ${toIsoInstant(lastUpdated)}::timestamptz, 'hubclientinfo', ${at}::timestamptz)
    on conflict (partner_id, key, role) do update set status = excluded.status, last_updated = excluded.last_updated,
      status_at = case when parties.status = excluded.status then parties.status_at else excluded.status_at end,
      source = case when parties.source = 'object' then 'hubclientinfo' else parties.source end`)
  if (before?.status === info.status) return before.source === 'object'
  await audit(tx, {
    action: 'party.status',
    entity: 'partner',
    entityId: partnerId,
    before: before && { party: key, role, status: before.status },
    after: { party: key, role, status: info.status },
  })
  const isBack = info.status === 'CONNECTED' && (!before || !isReachable(before.status))
  if (isBack && !initial && role === 'CPO') {
    const since = before ? Math.round(before.status_at) : 0
    await enqueue(tx.db, 'resync-party', { partnerId, party: key, since }, { key: `resync:${partnerId}:${key}` })
  }
  return true
}
