'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { formatLocale } from '@/app/locale'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CdrId, type PricePlanId } from '@/lib/kernel/ids'
import { formatMoney } from '@/lib/kernel/format/money'
import { createPricePlan } from '@/lib/rating/price-plans/create-price-plan'
import { previewPlan } from '@/lib/rating/price-plans/preview-plan'
import { publishPricePlanVersion } from '@/lib/rating/price-plans/publish-price-plan-version'
import { CreatePricePlanInput } from '@/lib/rating/schema'
import { rulesFromForm } from './rules-from-form'

export async function createPlanAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('pricePlans')
  return runAction(
    form,
    CreatePricePlanInput,
    async (input) => redirect(`/staff/price-plans/${await createPricePlan(ctx, input)}`),
    { conflict: t('taken') },
  )
}

const Fields = z.record(z.string(), z.string())

/** Publishes the rules in the form from a day on, or shows what a stored session would cost by them: one form, two buttons. */
export async function planAction(_previous: FormState, form: FormData): Promise<FormState> {
  const t = await getTranslations('pricePlans')
  const wantsPreview = form.get('intent') === 'preview'
  const ctx = await requireStaff(wantsPreview ? 'price-plan:read' : 'price-plan:write')
  return runAction(
    form,
    Fields,
    async (fields) => {
      const rules = rulesFromForm(fields)
      if (wantsPreview)
        return preview(
          await previewPlan(ctx, {
            rules,
            cdrId: z
              .string()
              .refine((id): id is CdrId => isId('cdr', id))
              .parse(fields['cdrId']),
          }),
        )
      const planId = z
        .string()
        .refine((id): id is PricePlanId => isId('pricePlan', id))
        .parse(fields['planId'])
      await publishPricePlanVersion(ctx, planId, { validFrom: z.iso.date().parse(fields['validFrom']), rules })
      revalidatePath(`/staff/price-plans/${planId}`)
      return t('published')
    },
    { invalid: t('invalidRules'), conflict: t('sameDay') },
  ).then((state) => ({
    ...state,
    values: Object.fromEntries(
      [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('$')),
    ),
  }))
}

async function preview(result: Awaited<ReturnType<typeof previewPlan>>): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('pricePlans'), formatLocale()])
  if (!result.after.ok) return t('previewRefused')
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  return t('previewResult', {
    before: result.before ? money(result.before.grossMinor) : '–',
    after: money(result.after.value.grossMinor),
    margin: result.marginMinor === null ? '–' : money(result.marginMinor),
  })
}
