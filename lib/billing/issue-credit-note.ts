import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { InvoiceId } from '@/lib/kernel/ids'
import { draftCreditNote, findCreditable } from './draft-credit-note'
import { finalizeCreditNote } from './finalize-credit-note'
import type { IssueCreditNoteInput } from './schema'
import { writeDrafts } from './write-drafts'

/**
 * Takes back sessions of an issued invoice, or all that is left on it, by a credit note that names it. A line is taken
 * back once, ever: asked again for the same sessions, it refuses.
 */
export async function issueCreditNote(
  ctx: StaffCtx | SystemCtx,
  { invoiceId, cdrIds, reason }: IssueCreditNoteInput,
): Promise<{ creditNoteId: InvoiceId }> {
  authorize(ctx, 'invoice:credit')
  return withTransaction(ctx, async (ctx) => {
    const invoice = await findCreditable(ctx.db, invoiceId, cdrIds ?? null)
    if (!invoice) throw new NotFoundError('issued invoice', invoiceId)
    if (cdrIds && cdrIds.some((cdrId) => !invoice.lines.some((line) => line.cdrId === cdrId))) {
      throw new PreconditionError('a session is not on the invoice, or was already credited')
    }
    if (invoice.lines.length === 0) throw new PreconditionError('everything on the invoice was already credited')
    const now = ctx.clock.now()
    const document = await draftCreditNote(ctx.db, now, invoice, { billingRunId: null, reason })
    if (document.totals.grossMinor === 0n) throw new PreconditionError('there is nothing to pay back')
    await writeDrafts(ctx.db, now, [document], [])
    await finalizeCreditNote(ctx, document.id) // writes the audit row
    return { creditNoteId: document.id }
  })
}
