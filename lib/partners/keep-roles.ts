import { and, eq, notInArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { parties } from '@/db/schema/partners'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Clock } from '@/lib/platform/clock'
import { foldParty } from './core/our-party'
import type { CredentialsRole } from './core/partner'
import { rankRoutes, rankRoutesOf } from './rank-routes'

type Writing = { readonly clock: Clock; readonly db: Tx }

/**
 * The parties that a partner states in its credentials, as parties of its connection. What it no longer states, and no
 * HubClientInfo told of, is forgotten; the objects of such a party stay.
 */
export async function keepRoles(
  { db, clock }: Writing,
  partnerId: PartnerId,
  roles: readonly CredentialsRole[],
): Promise<void> {
  const now = clock.now()
  const rows = roles.map((role) => ({
    partnerId,
    countryCode: role.countryCode.toUpperCase(),
    partyId: role.partyId.toUpperCase(),
    key: foldParty(role.countryCode, role.partyId),
    role: role.role.toUpperCase(),
    name: role.businessDetails.name,
    statusAt: now,
    source: 'roles' as const,
    firstSeenAt: now,
  }))
  const unique = [...new Map(rows.map((row) => [`${row.key} ${row.role}`, row])).values()]
  if (unique.length > 0)
    await db
      .insert(parties)
      .values(unique)
      .onConflictDoUpdate({
        target: [parties.partnerId, parties.key, parties.role],
        set: {
          name: sql`excluded.name`,
          source: sql`case when ${parties.source} = 'object' then 'roles' else ${parties.source} end`,
        },
      })
  const stated = unique.map(({ key }) => key)
  const forgotten = await db
    .delete(parties)
    .where(
      and(
        eq(parties.partnerId, partnerId),
        eq(parties.source, 'roles'),
        stated.length > 0 ? notInArray(parties.key, stated) : undefined,
      ),
    )
    .returning({ key: parties.key })
  await rankRoutesOf(db, partnerId)
  await rankRoutes(
    db,
    forgotten.map(({ key }) => key),
  )
}
