'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { endCustomerSessions } from '@/lib/auth/users/end-customer-sessions'
import { addCustomer } from '@/lib/customers/add-customer'
import { AddCustomerInput, UpdateCustomerInput } from '@/lib/customers/schema'
import { setChargingAllowed } from '@/lib/customers/set-charging-allowed'
import { updateCustomer } from '@/lib/customers/update-customer'
import { isId, type CustomerId } from '@/lib/kernel/ids'

const customerId = z.string().refine((text): text is CustomerId => isId('customer', text))

export async function addCustomerAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('customer:write')
  const t = await getTranslations('customers')
  return runAction(
    form,
    AddCustomerInput,
    async (input) => redirect(`/staff/customers/${await addCustomer(ctx, input)}`),
    { conflict: t('taken') },
  )
}

export async function updateCustomerAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('customer:write')
  const t = await getTranslations('customers')
  return runAction(
    form,
    UpdateCustomerInput.extend({ customerId }),
    async ({ customerId: id, ...input }) => {
      await updateCustomer(ctx, id, input)
      revalidatePath(`/staff/customers/${id}`)
      return t('saved')
    },
    { conflict: t('taken') },
  )
}

export async function setChargingAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('customer:write')
  const schema = z.object({
    customerId,
    decision: z.enum(['allow', 'no_credit', 'blocked', 'ended']),
    reason: z.string().trim().min(3).max(300),
  })
  return runAction(form, schema, async ({ customerId: id, decision, reason }) => {
    await setChargingAllowed(
      ctx,
      id,
      decision === 'allow' ? { allowed: true } : { allowed: false, because: decision },
      reason,
    )
    revalidatePath(`/staff/customers/${id}`)
  })
}

export async function endSessionsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('customer:write')
  const t = await getTranslations('customers')
  const schema = z.object({ customerId, reason: z.string().trim().min(3).max(500) })
  return runAction(form, schema, async ({ customerId: id, reason }) => endCustomerSessions(ctx, id, reason), {
    not_found: t('neverSignedIn'),
  })
}
