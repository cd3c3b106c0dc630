// Wholesale tariffs as staff see them: the newest version of each, and every version of one.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId, TariffId, TariffVersionId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { partnerLabel } from '@/lib/partners/core/label'
import type { WireFinding } from '../core/common'
import type { Tariff } from '../core/tariff'

export type TariffRow = {
  id: TariffId
  ocpiId: string
  partnerId: PartnerId
  partnerName: string
  version: number
  validFrom: Instant
  receivedAt: Instant
  deleted: boolean
  /** Connectors that refer to it. */
  connectors: number
  findings: number
  body: Tariff
}
export type TariffFilter = { search?: string; partnerId?: PartnerId; show?: 'current' | 'deleted' | 'all' }

type Row = Omit<TariffRow, 'validFrom' | 'receivedAt'> & { validFrom: number; receivedAt: number }

/** By partner and id, keyset-paged by both. */
export async function listTariffs(
  ctx: StaffCtx,
  filter: TariffFilter,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: TariffRow[]; next: string | null }> {
  authorize(ctx, 'tariff:read')
  const search = filter.search?.trim()
  const like = search ? `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%` : null
  const show = filter.show ?? 'current'
  const found = (await reader(ctx).execute(sql`
    select t.id, t.ocpi_id as "ocpiId", t.partner_id as "partnerId", p.name as "partnerName", v.version,
      extract(epoch from v.valid_from)::float8 * 1000 as "validFrom", extract(epoch from v.received_at)::float8 * 1000 as "receivedAt",
      t.deleted_at is not null as deleted, jsonb_array_length(v.findings) as findings, v.body,
      (select count(*)::int from evses e join locations l on l.id = e.location_id
        cross join lateral jsonb_array_elements(e.body -> 'connectors') as c
        where l.partner_id = t.partner_id and c -> 'tariffIds' ? t.ocpi_id) as connectors
    from tariffs t join partners p on p.id = t.partner_id join tariff_versions v on v.id = t.current_version_id
    where (${filter.partnerId ?? null}::text is null or t.partner_id = ${filter.partnerId ?? null})
      and (${like}::text is null or t.ocpi_id ilike ${like} or p.name ilike ${like} or t.id = ${search ?? null})
      and (${show} = 'all' or (t.deleted_at is not null) = (${show} = 'deleted'))
      and (${after ?? null}::text is null or p.name || ' ' || t.ocpi_id || ' ' || t.id > ${after ?? null})
    order by p.name || ' ' || t.ocpi_id || ' ' || t.id limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map(toRow)
  const last = rows.at(-1)
  return { rows, next: found.length > limit && last ? `${last.partnerName} ${last.ocpiId} ${last.id}` : null }
}

function toRow(row: Row): TariffRow {
  return { ...row, validFrom: instant(Math.round(row.validFrom)), receivedAt: instant(Math.round(row.receivedAt)) }
}

export type TariffVersionRow = {
  id: TariffVersionId
  version: number
  validFrom: Instant
  receivedAt: Instant
  body: Tariff
  received: string
  findings: WireFinding[]
}
export type TariffDetail = Pick<TariffRow, 'id' | 'ocpiId' | 'partnerId' | 'partnerName' | 'deleted'> & {
  /** Newest first. */
  versions: TariffVersionRow[]
}

type VersionRow = Omit<TariffVersionRow, 'validFrom' | 'receivedAt'> & { validFrom: number; receivedAt: number }

/** One tariff with all its versions. */
export async function getTariff(ctx: StaffCtx, tariffId: TariffId): Promise<TariffDetail> {
  authorize(ctx, 'tariff:read')
  const db = reader(ctx)
  const [tariffs, versions] = await Promise.all([
    db.execute(sql`
      select t.id, t.ocpi_id as "ocpiId", t.partner_id as "partnerId", ${sql.raw(partnerLabel('p', 't'))} as "partnerName", t.deleted_at is not null as deleted
      from tariffs t join partners p on p.id = t.partner_id where t.id = ${tariffId}`),
    db.execute(sql`
      select id, version, extract(epoch from valid_from)::float8 * 1000 as "validFrom",
        extract(epoch from received_at)::float8 * 1000 as "receivedAt", body, received::text as received, findings
      from tariff_versions where tariff_id = ${tariffId} order by version desc limit 200`),
  ])
  const [tariff] = tariffs as unknown as Omit<TariffDetail, 'versions'>[] // the columns of the statement
  if (!tariff) throw new NotFoundError('tariff', tariffId)
  const rows = versions as unknown as VersionRow[] // the columns of the statement
  return {
    ...tariff,
    versions: rows.map((row) => ({
      ...row,
      validFrom: instant(Math.round(row.validFrom)),
      receivedAt: instant(Math.round(row.receivedAt)),
    })),
  }
}
