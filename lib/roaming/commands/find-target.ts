import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { partners } from '@/db/schema/partners'
import { evses, locations } from '@/db/schema/roaming'
import { PreconditionError } from '@/lib/kernel/errors'
import type { EvseId } from '@/lib/kernel/ids'
import { foldParty } from '@/lib/partners/core/our-party'
import { findRoute } from '@/lib/partners/queries/route'

/** A charge point and whom to ask about it. Null where we know none. */
export async function findTarget(db: Tx, evseId: EvseId) {
  const [row] = await db
    .select({
      partnerId: locations.partnerId,
      countryCode: locations.countryCode,
      partyId: locations.partyId,
      locationId: locations.ocpiId,
      placeName: locations.name,
      timeZone: locations.timeZone,
      /** Customers see it: the operator says so, and is live. */
      publish: sql<boolean>`${locations.publish} and ${partners.liveAt} is not null`,
      evseUid: evses.uid,
      evseId: evses.evseId,
      physicalReference: evses.physicalReference,
      status: evses.status,
      body: evses.body,
      state: partners.state,
      paused: partners.paused,
      version: partners.version,
    })
    .from(evses)
    .innerJoin(locations, eq(locations.id, evses.locationId))
    .innerJoin(partners, eq(partners.id, locations.partnerId))
    .where(eq(evses.id, evseId))
  if (!row) return null
  // What we send may have a better road than the one that the place is shown by (decision 0007).
  const route = await findRoute(db, foldParty(row.countryCode, row.partyId), 'commands', row.partnerId)
  return { ...row, ...route, reachable: route !== null }
}

export type Target = NonNullable<Awaited<ReturnType<typeof findTarget>>>

export function requireReachable(target: Pick<Target, 'state' | 'paused'> | Pick<Target, 'reachable'>): void {
  const reachable = 'reachable' in target ? target.reachable : target.state === 'registered' && !target.paused
  if (!reachable) throw new PreconditionError('the operator cannot be reached')
}

export function partyOf({ countryCode, partyId }: Pick<Target, 'countryCode' | 'partyId'>) {
  return { countryCode, partyId }
}
