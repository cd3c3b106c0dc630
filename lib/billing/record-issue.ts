import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { auditEvents } from '@/db/schema/platform'
import type { CustomerId, InvoiceId } from '@/lib/kernel/ids'
import { actorId } from '@/lib/platform/audit'
import type { Clock } from '@/lib/platform/clock'

type Issue = { action: string; invoiceId: InvoiceId; customerId: CustomerId; number: string; payableMinor: bigint }
type IssueCtx = {
  readonly actor: 'staff' | 'system'
  readonly requestId: string
  readonly clock: Clock
  readonly db: Tx
}

/** Audit rows and document jobs of issued documents, in the issuing transaction; set-based, for a batch has hundreds. */
export async function recordIssue(ctx: IssueCtx, issues: readonly Issue[]): Promise<void> {
  if (issues.length === 0) return
  const [actor, at] = [actorId(ctx), ctx.clock.now()]
  await ctx.db.insert(auditEvents).values(
    issues.map(({ action, invoiceId, customerId, number, payableMinor }) => ({
      at,
      actor: ctx.actor,
      actorId: actor,
      requestId: ctx.requestId,
      action,
      entity: 'invoice',
      entityId: invoiceId,
      customerId,
      after: { number, payableMinor: payableMinor.toString() },
    })),
  )
  await ctx.db.execute(sql`
    select count(graphile_worker.add_job('make-invoice-document', json_build_object('invoiceId', id), max_attempts => 10,
      job_key => 'document:' || id)) from json_array_elements_text(${JSON.stringify(issues.map(({ invoiceId }) => invoiceId))}::text::json) id`)
}
