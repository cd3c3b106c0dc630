// Which tariffs connectors offered at given moments, as far as we knew them then.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { foldId, foldKey } from '@/lib/roaming/core/common'

export type OfferedPlace = {
  partnerId: PartnerId
  countryCode: string
  partyId: string
  locationId: string
  evseUid: string
  connectorId: string
}

type OfferWish = OfferedPlace & { at: Instant }

/** Of each the ids of the tariffs that its connector offered; null where we did not know, or nothing was asked. */
export async function loadOffers(
  db: Reader,
  wishes: readonly (OfferWish | null)[],
): Promise<readonly (readonly string[] | null)[]> {
  const asked = wishes.flatMap((wish, index) =>
    wish
      ? [
          {
            wish: index,
            partner_id: wish.partnerId,
            key: foldKey({ countryCode: wish.countryCode, partyId: wish.partyId, id: wish.locationId }),
            evse: foldId(wish.evseUid),
            connector: foldId(wish.connectorId),
            at: wish.at,
          },
        ]
      : [],
  )
  const offers: (readonly string[] | null)[] = wishes.map(() => null)
  if (asked.length === 0) return offers
  const rows = (await db.execute(sql`
    select w.wish, o.tariff_ids
    from json_to_recordset(${JSON.stringify(asked)}::text::json) as w (wish int, partner_id text, key text, evse text, connector text, at float8)
    join locations l on l.partner_id = w.partner_id and l.key = w.key
    join evses e on e.location_id = l.id and e.uid_key = w.evse
    join lateral (
      select o.tariff_ids from connector_offers o
      where o.evse_id = e.id and o.connector_key = w.connector and o.known_at <= to_timestamp(w.at / 1000)
      order by o.known_at desc limit 1
    ) o on true`)) as unknown as { wish: number; tariff_ids: string[] }[] // the columns of the statement
  for (const { wish, tariff_ids } of rows) offers[wish] = tariff_ids
  return offers
}
