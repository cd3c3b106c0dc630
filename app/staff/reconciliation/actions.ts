'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { kronorOrNothing } from '@/app/kronor-field'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type ReconciliationId } from '@/lib/kernel/ids'
import { requestInvoiceRecords } from '@/lib/partners/request-invoice-records'
import { closeReconciliation } from '@/lib/rating/reconciliation/close-reconciliation'
import { matchReconciliation } from '@/lib/rating/reconciliation/match-reconciliation'
import { reopenReconciliation } from '@/lib/rating/reconciliation/reopen-reconciliation'
import { startReconciliation } from '@/lib/rating/reconciliation/start-reconciliation'
import { stateInvoiceAmount } from '@/lib/rating/reconciliation/state-invoice-amount'
import { ReviewReasonInput, StartReconciliationInput } from '@/lib/rating/schema'

const PATH = '/staff/reconciliation'
const ReconciliationIdField = z.custom<ReconciliationId>((id) => typeof id === 'string' && isId('reconciliation', id))

async function refusals() {
  const t = await getTranslations('reconciliation')
  return { precondition_failed: t('refused'), conflict: t('known'), not_found: t('gone') }
}

export async function startReconciliationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('reconciliation:write')
  const schema = StartReconciliationInput.omit({ statedMinor: true }).extend({ stated: kronorOrNothing })
  return runAction(
    form,
    schema,
    async ({ stated, ...input }) => {
      const id = await startReconciliation(ctx, { ...input, statedMinor: stated })
      redirect(`${PATH}/${id}`)
    },
    await refusals(),
  )
}

export async function stateAmountAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('reconciliation:write')
  const schema = z.object({ id: ReconciliationIdField, stated: kronorOrNothing })
  return runAction(
    form,
    schema,
    async ({ id, stated }) => {
      await stateInvoiceAmount(ctx, id, stated)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function closeReconciliationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('reconciliation:write')
  const schema = ReviewReasonInput.extend({ id: ReconciliationIdField })
  return runAction(
    form,
    schema,
    async ({ id, reason }) => {
      await closeReconciliation(ctx, id, reason)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function reopenReconciliationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('reconciliation:write')
  const schema = ReviewReasonInput.extend({ id: ReconciliationIdField })
  return runAction(
    form,
    schema,
    async ({ id, reason }) => {
      await reopenReconciliation(ctx, id, reason)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function matchAgainAction(form: FormData): Promise<void> {
  const ctx = await requireStaff('reconciliation:write')
  await matchReconciliation(ctx, ReconciliationIdField.parse(form.get('id')))
  revalidatePath(PATH, 'layout')
}

export async function pullRecordsAction(): Promise<void> {
  await requestInvoiceRecords(await requireStaff('reconciliation:write'))
  revalidatePath(PATH)
}
