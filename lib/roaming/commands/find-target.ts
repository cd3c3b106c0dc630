import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { partners } from '@/db/schema/partners'
import { evses, locations } from '@/db/schema/roaming'
import { PreconditionError } from '@/lib/kernel/errors'
import type { EvseId } from '@/lib/kernel/ids'

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
      publish: locations.publish,
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
  return row ?? null
}

export type Target = NonNullable<Awaited<ReturnType<typeof findTarget>>>

export function requireReachable({ state, paused }: Pick<Target, 'state' | 'paused'>): void {
  if (state !== 'registered' || paused) throw new PreconditionError('the operator cannot be reached')
}

export function partyOf({ countryCode, partyId }: Pick<Target, 'countryCode' | 'partyId'>) {
  return { countryCode, partyId }
}
