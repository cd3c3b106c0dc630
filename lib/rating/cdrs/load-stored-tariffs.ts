// Our versions of the operators' tariffs as they ruled at given instants.
import { sql, type SQL } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { CdrId, PartnerId, SessionId, TariffVersionId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { matchSession } from '@/lib/roaming/cdrs/match-session'
import type { ProfileType } from '@/lib/roaming/core/charging-profile'
import type { Tariff } from '@/lib/roaming/core/tariff'
import type { StoredTariff } from '../core/subject'

export type TariffWish = {
  partnerId: PartnerId
  at: Instant
  keys: readonly string[]
  /** Only what we had received by then, whatever a later message says of that moment. */
  heldBy?: Instant
}

type Found = { wish: number; version_id: TariffVersionId }
type Version = { version_id: TariffVersionId; version: number; valid_from: number; received_at: number; body: Tariff }

/** Per wish the version of each tariff that was in force at its instant; unknown tariffs are left out. */
export async function loadStoredTariffs(db: Reader, wishes: readonly TariffWish[]): Promise<StoredTariff[][]> {
  const pairs = wishes.flatMap(({ partnerId, at, keys, heldBy = null }, wish) =>
    keys.map((key) => ({ wish, partner_id: partnerId, key, at, held_by: heldBy })),
  )
  if (pairs.length === 0) return wishes.map(() => [])
  // A body is fetched once, although hundreds of sessions may have been priced by it.
  const found = (await db.execute(sql`
    select w.wish, v.id as version_id
    from json_to_recordset(${JSON.stringify(pairs)}::text::json) as w (wish int, partner_id text, key text, at float8, held_by float8)
    join tariffs t on t.partner_id = w.partner_id and t.key = w.key
    join lateral (
      select id from tariff_versions v where v.tariff_id = t.id and v.valid_from <= to_timestamp(w.at / 1000)
        and (w.held_by is null or v.received_at <= to_timestamp(w.held_by / 1000))
      order by v.valid_from desc, v.version desc limit 1
    ) v on true`)) as unknown as Found[] // the columns of the statement
  const versions = await loadVersions(db, [...new Set(found.map((row) => row.version_id))])
  const result: StoredTariff[][] = wishes.map(() => [])
  for (const { wish, version_id } of found) {
    const version = versions.get(version_id)
    if (version) result[wish]?.push(version)
  }
  return result
}

/** Versions by their ids. */
export async function loadVersions(
  db: Reader,
  ids: readonly TariffVersionId[],
): Promise<Map<TariffVersionId, StoredTariff>> {
  if (ids.length === 0) return new Map()
  const rows = (await db.execute(sql`
    select id as version_id, version, extract(epoch from valid_from)::float8 * 1000 as valid_from,
      extract(epoch from received_at)::float8 * 1000 as received_at, body
    from tariff_versions where id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`)) as unknown as Version[] // the columns of the statement
  return new Map(
    rows.map((row) => [
      row.version_id,
      {
        versionId: row.version_id,
        version: row.version,
        validFrom: instant(Math.round(row.valid_from)),
        receivedAt: instant(Math.round(row.received_at)),
        tariff: row.body,
      },
    ]),
  )
}

/** The newest wish for a session that its operator accepted. */
export async function findPreference(db: Reader, sessionId: SessionId): Promise<ProfileType | null> {
  const [row] = (await db.execute(acceptedPreference(sql`${sessionId}`))) as unknown as { profile_type: ProfileType }[] // the column of the statement
  return row?.profile_type ?? null
}

function acceptedPreference(sessionId: SQL): SQL {
  return sql`
    select x.profile_type from charging_preferences x
    where x.session_id = ${sessionId} and x.answer = 'ACCEPTED' order by x.requested_at desc, x.id desc limit 1`
}

/** What the connector of a CDR offers, and what was wished for its session, which tells these apart. */
export type ConnectorOffer = { tariffIds: string[]; preference: ProfileType | null }

/** For CDRs that do not name a tariff themselves. */
export async function loadConnectorTariffs(db: Reader, cdrIds: readonly CdrId[]): Promise<Map<CdrId, ConnectorOffer>> {
  if (cdrIds.length === 0) return new Map()
  const rows = (await db.execute(sql`
    select c.id as cdr_id, connector -> 'tariffIds' as tariff_ids, w.profile_type as preference
    from cdrs c
    left join locations l on l.partner_id = c.partner_id
      and l.key = upper(c.country_code || '*' || c.party_id || '*' || (c.body #>> '{location,id}'))
    left join evses e on e.location_id = l.id and e.uid_key = upper(c.evse_uid)
    left join lateral jsonb_array_elements(e.body -> 'connectors') connector
      on upper(connector ->> 'id') = upper(c.body #>> '{location,connectorId}')
    left join lateral (${sql.raw(matchSession('c'))}) s on true
    left join lateral (${acceptedPreference(sql`s.id`)}) w on true
    where c.id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))`)) as unknown as {
    cdr_id: CdrId
    tariff_ids: string[] | null
    preference: ProfileType | null
  }[] // the columns of the statement
  return new Map(
    rows.map(({ cdr_id, tariff_ids: tariffIds, preference }) => [cdr_id, { tariffIds: tariffIds ?? [], preference }]),
  )
}
