'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CustomerId, type PricePlanId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { assignPricePlan } from '@/lib/rating/price-plans/assign-price-plan'
import { withdrawAssignment } from '@/lib/rating/price-plans/withdraw-assignment'

const customerId = z.string().refine((text): text is CustomerId => isId('customer', text))
const day = z.iso.date().transform((text) => calendarDate(text))
const AssignFields = z.object({
  customerId,
  pricePlanId: z.string().refine((text): text is PricePlanId => isId('pricePlan', text)),
  from: day,
  until: z.preprocess((text) => (text === '' ? null : text), day.nullable().default(null)),
})

export async function assignPlanAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('customerPlans')
  return runAction(
    form,
    AssignFields,
    async (fields) => {
      await assignPricePlan(ctx, fields.customerId, fields.pricePlanId, fields.from, fields.until)
      revalidatePath(`/staff/customers/${fields.customerId}`)
      redirect(`/staff/customers/${fields.customerId}`)
    },
    { invalid: t('past'), conflict: t('between'), precondition_failed: t('notPublished') },
  )
}

export async function withdrawPlanAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('customerPlans')
  return runAction(
    form,
    z.object({ customerId, from: day }),
    async (fields) => {
      await withdrawAssignment(ctx, fields.customerId, fields.from)
      revalidatePath(`/staff/customers/${fields.customerId}`)
      return t('withdrawn')
    },
    { invalid: t('past') },
  )
}
