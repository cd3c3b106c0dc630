import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { LocationId } from '@/lib/kernel/ids'
import { NO_CONTEXT, type RetailContext } from '../core/retail-context'
import { loadContexts, type ContextWish } from './load-contexts'

type Row = { ocpi_id: string; country: string; coordinates: ContextWish['location']['coordinates'] }

/** What prices depend on at a place of ours, for sessions that have no CDR: one context for each wish. */
export async function loadPlaceContexts(
  db: Reader,
  locationId: LocationId | null,
  wishes: readonly Omit<ContextWish, 'location' | 'cdrId'>[],
): Promise<RetailContext[]> {
  const [place] = (await db.execute(sql`
    select ocpi_id, country, body -> 'coordinates' as coordinates from locations where id = ${locationId}`)) as unknown as Row[] // the columns of the statement
  const location = place
    ? { id: place.ocpi_id, country: place.country, coordinates: place.coordinates }
    : { id: '', country: 'SWE', coordinates: null }
  return loadContexts(
    db,
    wishes.map((wish) => ({ ...wish, location, cdrId: null })),
  )
}

/** The same for one session. */
export async function loadPlaceContext(
  db: Reader,
  locationId: LocationId | null,
  wish: Omit<ContextWish, 'location' | 'cdrId'>,
): Promise<RetailContext> {
  const [context = NO_CONTEXT] = await loadPlaceContexts(db, locationId, [wish])
  return context
}
