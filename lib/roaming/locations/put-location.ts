import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { createBatcher } from '@/lib/platform/batch'
import { fetchLocationLater } from './fetch-location-later'
import { changeEvse } from './change-evse'
import { patchLocation } from './patch-location'
import {
  locationName,
  writeLocations,
  type IncomingEvse,
  type IncomingLocation,
  type LocationEntry,
  type LocationOutcome,
  type WrittenLocation,
} from './write-location'

const IGNORED: WrittenLocation = { outcome: 'ignored', overtaken: [] }
// Locations that come together, as those of a page do, are one statement.
const batch = createBatcher(writeAll, { lanes: 2, size: 64 })

/**
 * Stores a whole location, pushed or pulled; an older one than is known is ignored. Where changes of a part of it have
 * overtaken it, it is laid beneath them. One without a list of EVSEs keeps
 * those that are known, and is asked for again (LOC-12).
 */
export async function putLocation(ctx: IntakeCtx, incoming: IncomingLocation): Promise<LocationOutcome> {
  const { outcome, overtaken } = await batch.add({ ctx, incoming })
  for (const evse of overtaken) await layBeneath(ctx, incoming, evse)
  if (outcome === 'ignored') return putOvertaken(ctx, incoming)
  if (incoming.evses === null && outcome === 'updated') await fetchLocationLater(ctx, incoming.location)
  return outcome
}

/** A newer change of fields keeps a whole from the statement; its own EVSEs count by their own dates. */
async function putOvertaken(ctx: IntakeCtx, { over, ...incoming }: IncomingLocation): Promise<LocationOutcome> {
  if (!over) return 'ignored'
  const outcome = await patchLocation(ctx, {
    key: incoming.location,
    apply: (current) => {
      const next = over(current)
      return next && { ...next, evses: null }
    },
  })
  if (outcome !== 'updated') return 'ignored'
  for (const evse of incoming.evses ?? []) await layBeneath(ctx, incoming, evse)
  return 'updated'
}

async function layBeneath(
  ctx: IntakeCtx,
  { location }: IncomingLocation,
  { over, ...evse }: IncomingEvse,
): Promise<void> {
  if (!over) return
  await changeEvse(ctx, {
    locationKey: location,
    uid: evse.evse.uid,
    apply: (current) => (current ? (over(current) ?? 'ignored') : evse),
  })
}

/** A statement can write a row only once, so a location that is there twice is written twice, in its order. */
async function writeAll(entries: LocationEntry[]): Promise<WrittenLocation[]> {
  const outcomes = new Map<LocationEntry, WrittenLocation>()
  let open = entries
  while (open.length > 0) {
    const first = new Map(open.toReversed().map((entry) => [locationName(entry), entry]))
    const now = open.filter((entry) => first.get(locationName(entry)) === entry)
    const written = await writeLocations(hotSql(), now)
    now.forEach((entry, index) => outcomes.set(entry, written[index] ?? IGNORED))
    open = open.filter((entry) => !outcomes.has(entry))
  }
  return entries.map((entry) => outcomes.get(entry) ?? IGNORED)
}
