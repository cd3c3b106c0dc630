'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { approveBillingRun } from '@/lib/billing/approve-billing-run'
import { createBillingRun } from '@/lib/billing/create-billing-run'
import { discardBillingRun } from '@/lib/billing/discard-billing-run'
import { requestFinalization } from '@/lib/billing/request-finalization'
import { BillingRunIdInput, CreateBillingRunInput } from '@/lib/billing/schema'

const RunInput = z.object({ billingRunId: BillingRunIdInput })

export async function createRunAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('billing-run:write')
  const t = await getTranslations('billing')
  return runAction(
    form,
    CreateBillingRunInput.pick({ period: true }),
    async (input) => {
      const { billingRunId } = await createBillingRun(ctx, input)
      redirect(`/staff/billing-runs/${billingRunId}`)
    },
    { invalid: t('periodInvalid') },
  )
}

export async function approveRunAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('billing-run:finalize')
  return runAction(form, RunInput, async ({ billingRunId }) => {
    await approveBillingRun(ctx, billingRunId)
    await requestFinalization(ctx, billingRunId)
    revalidatePath(`/staff/billing-runs/${billingRunId}`)
  })
}

export async function discardRunAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('billing-run:write')
  return runAction(form, RunInput, async ({ billingRunId }) => {
    await discardBillingRun(ctx, billingRunId)
    revalidatePath(`/staff/billing-runs/${billingRunId}`)
  })
}
