import { hash } from 'node:crypto'
import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { newId, type TariffId, type TariffVersionId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { foldKey, type WireFinding } from '../core/common'
import type { Tariff } from '../core/tariff'

export type IncomingTariff = { tariff: Tariff; received: unknown; findings: readonly WireFinding[] }
export type TariffOutcome = 'created' | 'updated' | 'repeated' | 'ignored'

/** Of what is priced: a tariff sent again, with nothing changed but its date, is the same version. */
function contentHashOf(tariff: Tariff): string {
  return hash('sha256', JSON.stringify({ ...tariff, lastUpdated: null }), 'hex')
}

/**
 * Keeps a tariff as a new immutable version, valid from its `last_updated`. A repeat makes no version. One that a newer
 * version overtook is kept too, for what was charged while it ruled, and does not become the current one. A deleted
 * tariff that comes again is in use again.
 */
export async function putTariff(
  ctx: IntakeCtx,
  { tariff, received, findings }: IncomingTariff,
): Promise<TariffOutcome> {
  const now = ctx.clock.now()
  const validFrom = tariff.lastUpdated ?? now
  const contentHash = contentHashOf(tariff)
  return hotSql().begin(async (tx) => {
    // The row is locked until the version is in: versions are numbered without a gap.
    const [row] = await tx<{ id: TariffId; current: TariffVersionId | null; added: boolean }[]>`
      insert into tariffs (id, partner_id, country_code, party_id, ocpi_id, key, created_at)
      values (${newId('tariff', now)}, ${ctx.partnerId}, ${tariff.countryCode}, ${tariff.partyId}, ${tariff.id}, ${foldKey(tariff)}, ${toIsoInstant(now)}::text::timestamptz)
      on conflict (partner_id, key) do update set key = excluded.key
      returning id, current_version_id as current, xmax = 0 as added`
    const { id, current, added } = row! // an upsert returns its row
    const [known] = await tx<{ valid_from: Date; content_hash: string }[]>`
      select valid_from, encode(content_hash, 'hex') as content_hash from tariff_versions where id = ${current}`
    const overtaken = known !== undefined && known.valid_from.getTime() > validFrom
    if (!overtaken && known?.content_hash === contentHash) {
      await tx`update tariffs set deleted_at = null where id = ${id} and deleted_at is not null`
      return 'repeated'
    }
    const versionId = newId('tariffVersion', now)
    const [kept] = await tx`
      insert into tariff_versions (id, tariff_id, version, valid_from, received_at, body, received, findings, content_hash)
      select ${versionId}, ${id}, coalesce(max(version), 0) + 1, ${toIsoInstant(validFrom)}::text::timestamptz, ${toIsoInstant(now)}::text::timestamptz,
        ${JSON.stringify({ ...tariff, lastUpdated: validFrom })}::text::jsonb, ${JSON.stringify(received)}::text::json, ${JSON.stringify(findings)}::text::jsonb, decode(${contentHash}, 'hex')
      from tariff_versions where tariff_id = ${id}
      having count(*) filter (where valid_from = ${toIsoInstant(validFrom)}::text::timestamptz and content_hash = decode(${contentHash}, 'hex')) = 0
      returning id`
    if (overtaken || !kept) return 'ignored'
    await tx`update tariffs set current_version_id = ${versionId}, deleted_at = null where id = ${id}`
    return added ? 'created' : 'updated'
  })
}
