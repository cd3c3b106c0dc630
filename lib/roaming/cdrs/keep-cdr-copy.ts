// The same CDR over another connection to its owner (guide VC-31): evidence beside the one that is rated, never a
// second charge. What a hub changes on the way is expected; what it says otherwise of the charge is a conflict.
import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { actorId } from '@/lib/platform/audit'
import { differencesOf } from '../core/cdr-differences'
import type { Cdr } from '../core/session'
import { keepCdrConflict } from './keep-cdr-conflict'

type Copy = { contentHash: string; body: string; received: string; source: 'push' | 'pull' }

/**
 * Keeps what a second connection says of a stored CDR, once per connection; the first of each is its copy, and a later
 * one that differs from it is a conflict. So is a copy that would have been billed otherwise: staff decide.
 */
export async function keepCdrCopy(
  ctx: IntakeCtx,
  cdrId: CdrId,
  { contentHash, body, received, source }: Copy,
): Promise<'copied' | 'repeated' | 'conflict'> {
  const sql = hotSql()
  const [stored] = await sql<{ cdr: Cdr; copy: string | null }[]>`
    select c.body as cdr, encode(x.content_hash, 'hex') as copy
    from cdrs c left join cdr_copies x on x.cdr_id = c.id and x.partner_id = ${ctx.partnerId} where c.id = ${cdrId}`
  if (stored?.copy)
    return stored.copy === contentHash ? 'repeated' : keepCdrConflict(ctx, cdrId, { received, body, contentHash })
  // Both sides as the database has them, so that only their values are compared.
  const differences = stored ? differencesOf(stored.cdr, JSON.parse(body) as Cdr) : [] // our own writing, a moment ago
  const at = toIsoInstant(ctx.clock.now())
  const kept = await sql`
    with kept as (
      insert into cdr_copies (cdr_id, partner_id, content_hash, received, differences, source, received_at)
      values (${cdrId}, ${ctx.partnerId}, decode(${contentHash}, 'hex'), ${received}, ${JSON.stringify(differences)}::text::jsonb,
        ${source}, ${at}::text::timestamptz)
      on conflict (cdr_id, partner_id) do nothing returning cdr_id)
    insert into audit_events (at, actor, actor_id, action, entity, entity_id, request_id, after)
    select ${at}::text::timestamptz, ${ctx.actor}, ${actorId(ctx)}, 'cdr.copy', 'cdr', cdr_id, ${ctx.requestId},
      ${JSON.stringify({ differences })}::text::jsonb from kept returning 1`
  if (kept.length === 0) return keepCdrCopy(ctx, cdrId, { contentHash, body, received, source }) // another process was faster
  if (differences.length > 0) await keepCdrConflict(ctx, cdrId, { received, body, contentHash })
  return 'copied'
}
