import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { createBatcher } from '@/lib/platform/batch'
import { fetchLocationLater } from './fetch-location-later'
import {
  locationName,
  writeLocations,
  type IncomingLocation,
  type LocationEntry,
  type LocationOutcome,
} from './write-location'

// Locations that come together, as those of a page do, are one statement.
const batch = createBatcher(writeAll, { lanes: 2, size: 64 })

/**
 * Stores a whole location, pushed or pulled; an older one than is known is ignored. One without a list of EVSEs keeps
 * those that are known, and is asked for again (LOC-12).
 */
export async function putLocation(ctx: IntakeCtx, incoming: IncomingLocation): Promise<LocationOutcome> {
  const outcome = await batch.add({ ctx, incoming })
  if (incoming.evses === null && outcome === 'updated') await fetchLocationLater(ctx, incoming.location)
  return outcome
}

/** A statement can write a row only once, so a location that is there twice is written twice, in its order. */
async function writeAll(entries: LocationEntry[]): Promise<LocationOutcome[]> {
  const outcomes = new Map<LocationEntry, LocationOutcome>()
  let open = entries
  while (open.length > 0) {
    const first = new Map(open.toReversed().map((entry) => [locationName(entry), entry]))
    const now = open.filter((entry) => first.get(locationName(entry)) === entry)
    const written = await writeLocations(hotSql(), now)
    now.forEach((entry, index) => outcomes.set(entry, written[index] ?? 'ignored'))
    open = open.filter((entry) => !outcomes.has(entry))
  }
  return entries.map((entry) => outcomes.get(entry) ?? 'ignored')
}
