import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { tokens } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, LimitError, NotFoundError } from '@/lib/kernel/errors'
import type { TokenId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { foldId } from '../core/common'
import type { AllowedPlace } from '../core/token'
import { queueTokenPush } from './queue-token-push'

const MOST_PLACES = 100
const PARTY_LENGTH = 'SE*KUL'.length

/**
 * Adds a place to those where a token may charge; the first one restricts it. A place that is there already takes the
 * EVSEs that are given instead of its own. Refuses places and EVSEs that nobody knows. Partners must ask about such a
 * token each time, for their own list says nothing about places.
 */
export async function allowTokenPlace(
  ctx: StaffCtx | SystemCtx,
  tokenId: TokenId,
  place: AllowedPlace,
  reason: string,
): Promise<void> {
  authorize(ctx, 'token:write')
  const added = { location: foldId(place.location), evseUids: [...new Set(place.evseUids.map(foldId))] }
  await change(ctx, tokenId, reason, async (db, before) => {
    await requireKnown(db, added)
    const others = (before ?? []).filter(({ location }) => location !== added.location)
    if (others.length >= MOST_PLACES) throw new LimitError(`a token has at most ${MOST_PLACES} places`)
    return [...others, added]
  })
}

/** Takes a place out. The last one leaves a token that may charge nowhere: lifting the restriction is another decision. */
export async function removeTokenPlace(
  ctx: StaffCtx | SystemCtx,
  tokenId: TokenId,
  location: string,
  reason: string,
): Promise<void> {
  authorize(ctx, 'token:write')
  await change(ctx, tokenId, reason, async (_, before) =>
    before === null ? null : before.filter((place) => place.location !== foldId(location)),
  )
}

/** Lets a token charge everywhere again. */
export async function liftTokenPlaces(ctx: StaffCtx | SystemCtx, tokenId: TokenId, reason: string): Promise<void> {
  authorize(ctx, 'token:write')
  await change(ctx, tokenId, reason, async () => null)
}

type Places = AllowedPlace[] | null

async function change(
  ctx: StaffCtx | SystemCtx,
  tokenId: TokenId,
  reason: string,
  next: (db: Tx, before: Places) => Promise<Places>,
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const [known] = await tx.db
      .select({ places: tokens.allowedPlaces, customerId: tokens.customerId, type: tokens.type })
      .from(tokens)
      .where(eq(tokens.id, tokenId))
      .for('update')
    if (!known) throw new NotFoundError('token', tokenId)
    const places = await next(tx.db, known.places)
    if (nameOf(places) === nameOf(known.places)) return
    await tx.db.update(tokens).set({ allowedPlaces: places, lastUpdated: tx.clock.now() }).where(eq(tokens.id, tokenId))
    await audit(tx, {
      action: places === null ? 'token.lift-places' : 'token.restrict-places',
      entity: 'token',
      entityId: tokenId,
      customerId: known.customerId,
      before: { places: known.places },
      after: { places },
      reason,
    })
    if (known.type === 'RFID') await queueTokenPush(tx.db)
  })
}

const nameOf = (places: Places): string | null =>
  places && places.map(({ location, evseUids }) => [location, ...evseUids].join(' ')).join('\n')

async function requireKnown(db: Tx, { location, evseUids }: AllowedPlace): Promise<void> {
  const isOperator = location.length === PARTY_LENGTH
  if (isOperator && evseUids.length > 0) throw new InvalidError('an operator has no EVSEs of its own', 'evseUids')
  const [known] = (await db.execute(
    isOperator
      ? sql`select exists (select 1 from parties where key = ${location}) as place, 0 as evses`
      : sql`select exists (select 1 from locations where key = ${location}) as place,
          (select count(distinct e.uid_key)::int from locations l join evses e on e.location_id = l.id
            where l.key = ${location} and e.uid_key in (select json_array_elements_text(${JSON.stringify(evseUids)}::text::json))) as evses`,
  )) as unknown as [{ place: boolean; evses: number }] // one row
  if (!known.place) throw new InvalidError(`nobody knows the place ${location}`, 'location')
  if (!isOperator && known.evses < evseUids.length) throw new InvalidError('the place has no such EVSE', 'evseUids')
}
