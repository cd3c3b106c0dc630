// A second body under a known key (guide CDR-2): evidence that two invoices could be built on, never applied.
import { isDeepStrictEqual } from 'node:util'
import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import { newId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { actorId } from '@/lib/platform/audit'
import { logger } from '@/lib/platform/logger'
import { differencesOf } from '../core/cdr-differences'
import { agreeAcrossVersions } from '../core/same-cdr'
import type { Cdr } from '../core/session'

/**
 * Keeps a differing body beside the stored CDR, once per content. Bodies that differ only in our reading of them (it
 * may have been stored by an older version of us), or that say the same in another version of OCPI, are a repeat.
 */
export async function keepCdrConflict(
  ctx: IntakeCtx,
  cdrId: CdrId,
  { received, body, contentHash }: { received: string; body: string; contentHash: string },
): Promise<'repeated' | 'conflict'> {
  const [stored] = await hotSql()<{ received: string; cdr: Cdr }[]>`
    select received, body as cdr from cdrs where id = ${cdrId}`
  if (stored && isDeepStrictEqual(JSON.parse(stored.received), JSON.parse(received))) return 'repeated'
  if (stored && agreeAcrossVersions(stored.cdr, JSON.parse(body) as Cdr)) return 'repeated' // our own reading
  // What surrounds the charge may be told anew; who contradicts the charge itself must be heard before it is billed.
  const differences = stored ? differencesOf(stored.cdr, JSON.parse(body) as Cdr) : [] // our own reading
  const at = ctx.clock.now()
  const iso = toIsoInstant(at)
  await hotSql()`
    with kept as (
      insert into cdr_conflicts (id, cdr_id, content_hash, received, differences, received_at)
      values (${newId('request', at)}, ${cdrId}, decode(${contentHash}, 'hex'), ${received},
        ${JSON.stringify(differences)}::text::jsonb, ${iso}::text::timestamptz)
      on conflict (cdr_id, content_hash) do nothing returning cdr_id)
    insert into audit_events (at, actor, actor_id, action, entity, entity_id, request_id)
    select ${iso}::text::timestamptz, ${ctx.actor}, ${actorId(ctx)}, 'cdr.conflict', 'cdr', cdr_id, ${ctx.requestId} from kept
    cross join lateral graphile_worker.add_job('judge-conflict', json_build_object('cdrId', cdr_id),
      max_attempts => 10, job_key => 'judge-conflict:' || cdr_id)`
  logger.warn('cdr.conflict', { cdrId, requestId: ctx.requestId })
  return 'conflict'
}
