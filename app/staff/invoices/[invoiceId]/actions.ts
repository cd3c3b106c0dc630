'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { issueCreditNote } from '@/lib/billing/issue-credit-note'
import { IssueCreditNoteInput } from '@/lib/billing/schema'

/** Takes back everything that is left on the invoice, or one session of it. */
export async function creditAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('invoice:credit')
  const t = await getTranslations('billing')
  const cdrId = form.get('cdrId')
  const schema = IssueCreditNoteInput.omit({ cdrIds: true })
  return runAction(
    form,
    schema,
    async (input) => {
      const one = IssueCreditNoteInput.shape.cdrIds.parse(
        typeof cdrId === 'string' && cdrId !== '' ? [cdrId] : undefined,
      )
      await issueCreditNote(ctx, { ...input, cdrIds: one })
      revalidatePath(`/staff/invoices/${input.invoiceId}`)
    },
    { precondition_failed: t('alreadyCredited') },
  )
}
