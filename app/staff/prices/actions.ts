'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CustomerId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { setMembership } from '@/lib/rating/price-plans/set-membership'
import { decideLocationArea, decideLocationAreas } from '@/lib/rating/prices/decide-location-area'

const AreaFields = z.object({ locationKey: z.string().min(1).max(100), area: z.string().max(3) })

/** Says in which bidding area a place lies; the empty choice lets its position decide again. */
export async function decideAreaAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('prices')
  return runAction(form, AreaFields, async ({ locationKey, area }) => {
    await decideLocationArea(ctx, locationKey, area === '' ? null : area)
    revalidatePath('/staff/locations', 'layout')
    return t('areaSaved')
  })
}

/** Decides the ticked places together, each by the area chosen in its row. */
export async function decideAreasAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('prices')
  const decisions = form.getAll('place').map((key) => ({
    locationKey: String(key),
    area: String(form.get(`area ${String(key)}`) ?? ''),
  }))
  if (decisions.length === 0) return { status: 'error', message: t('areas.nothing') }
  if (decisions.some(({ area }) => area === '')) return { status: 'error', message: t('areas.missing') }
  return runAction(form, z.object({}), async () => {
    const count = await decideLocationAreas(ctx, decisions)
    revalidatePath('/staff/prices', 'layout')
    revalidatePath('/staff/locations', 'layout')
    return t('areas.saved', { count })
  })
}

const MemberFields = z.object({
  customerId: z.string().refine((id): id is CustomerId => isId('customer', id)),
  member: z.enum(['yes', 'no']),
  from: z.iso.date().transform((text) => calendarDate(text)),
})

/** A membership begins or ends with a day: discounts of price plans follow it. */
export async function membershipAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('prices')
  return runAction(
    form,
    MemberFields,
    async ({ customerId, member, from }) => {
      await setMembership(ctx, customerId, { member: member === 'yes', from })
      revalidatePath(`/staff/customers/${customerId}`)
      return t('memberSaved')
    },
    { invalid: t('memberPast') },
  )
}
