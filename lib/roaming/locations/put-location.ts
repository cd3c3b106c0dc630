import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { fetchLocationLater } from './fetch-location-later'
import { writeLocation, type IncomingLocation, type LocationOutcome } from './write-location'

/**
 * Stores a whole location, pushed or pulled; an older one than is known is ignored. One without a list of EVSEs keeps
 * those that are known, and is asked for again (LOC-12).
 */
export async function putLocation(ctx: IntakeCtx, incoming: IncomingLocation): Promise<LocationOutcome> {
  const outcome = await writeLocation(hotSql(), ctx, incoming)
  if (incoming.evses === null && outcome === 'updated') await fetchLocationLater(ctx, incoming.location)
  return outcome
}
