'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { formatLocale } from '@/app/locale'
import { runAction } from '@/app/run-action'
import { typedValues, type FormState } from '@/components/forms/form-state'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { InvalidError } from '@/lib/kernel/errors'
import { isId, type CdrId, type PricePlanDraftId, type PricePlanId, type PricePlanVersionId } from '@/lib/kernel/ids'
import { formatMoney } from '@/lib/kernel/format/money'
import { checkPlanRules } from '@/lib/rating/core/check-plan'
import type { PricePlanRules } from '@/lib/rating/core/price-plan'
import { createPricePlan } from '@/lib/rating/price-plans/create-price-plan'
import { discardPlanDraft } from '@/lib/rating/price-plans/discard-plan-draft'
import { markNoticesSent } from '@/lib/rating/price-plans/mark-notices-sent'
import { previewPlan } from '@/lib/rating/price-plans/preview-plan'
import { publishPlanDraft } from '@/lib/rating/price-plans/publish-plan-draft'
import { savePlanDraft } from '@/lib/rating/price-plans/save-plan-draft'
import { setNoticeDays } from '@/lib/rating/price-plans/set-notice-days'
import { CreatePricePlanInput, NoticeDaysInput, SavePlanDraftInput } from '@/lib/rating/schema'
import { problemsByField, rulesFromForm } from './rules-from-form'

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

type T = Awaited<ReturnType<typeof getTranslations<'pricePlans'>>>

const Fields = z.record(z.string(), z.string())
const PlanId = z.string().refine((id): id is PricePlanId => isId('pricePlan', id))
/** Saves the rules in the form as a draft, or shows what a stored session would cost by them: one form, two buttons. */
export async function planAction(_previous: FormState, form: FormData): Promise<FormState> {
  const [t, te] = await Promise.all([getTranslations('pricePlans'), getTranslations('errors')])
  const wantsPreview = form.get('intent') === 'preview'
  const ctx = await requireStaff(wantsPreview ? 'price-plan:read' : 'price-plan:write')
  const words = { invalid: t('invalidRules'), conflict: t('sameDay') }
  let problems: Record<string, string> = {}
  const state = await runAction(
    form,
    Fields,
    async (fields) => {
      const rules = rulesFromForm(fields)
      problems = problemWords(fields, rules, t)
      if (Object.keys(problems).length > 0) throw new InvalidError('rules that could not be published')
      return wantsPreview ? showPreview(ctx, rules, fields) : saveDraft(ctx, rules, fields)
    },
    words,
  )
  const named = Object.keys(problems).length > 0 ? { errors: problems, message: te('form') } : {}
  return withOperatorWords({ ...state, ...named, values: typedValues(form) }, t)
}

/** How an operator is written is not guessed from being told that it is wrong. */
function withOperatorWords(state: FormState, t: T): FormState {
  if (!state.errors) return state
  const word = (name: string, text: string) => (/^o\d+_operator$/.test(name) ? t('problems.operator_unreadable') : text)
  return {
    ...state,
    errors: Object.fromEntries(Object.entries(state.errors).map(([name, text]) => [name, word(name, text)])),
  }
}

/** All that keeps the rules from being published, by the field where it is mended. */
function problemWords(fields: Record<string, string>, rules: PricePlanRules, t: T): Record<string, string> {
  const named = problemsByField(fields, checkPlanRules(rules))
  return Object.fromEntries(
    [...named].map(([field, { code, current }]) => [field, t(`problems.${code}`, { current: current ?? '' })]),
  )
}

async function showPreview(ctx: StaffCtx, rules: PricePlanRules, fields: Record<string, string>): Promise<string> {
  const cdrId = z
    .string()
    .refine((id): id is CdrId => isId('cdr', id))
    .parse(fields['cdrId'])
  return preview(await previewPlan(ctx, { rules, cdrId }))
}

async function saveDraft(ctx: StaffCtx, rules: PricePlanRules, fields: Record<string, string>): Promise<string> {
  const planId = PlanId.parse(fields['planId'])
  const { validFrom, reason } = SavePlanDraftInput.pick({ validFrom: true, reason: true }).parse(fields)
  await savePlanDraft(ctx, planId, { rules, validFrom, reason })
  revalidatePath(`/staff/price-plans/${planId}`)
  return (await getTranslations('pricePlans'))('draft.saved')
}

const DraftFields = z.object({
  planId: PlanId,
  draftId: z.string().refine((id): id is PricePlanDraftId => isId('pricePlanDraft', id)),
})

export async function publishDraftAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('pricePlans')
  return runAction(
    form,
    DraftFields,
    async ({ planId, draftId }) => {
      await publishPlanDraft(ctx, draftId)
      revalidatePath(`/staff/price-plans/${planId}`)
      return t('draft.published')
    },
    { forbidden: t('draft.fourEyes'), invalid: t('draft.noticeDays'), conflict: t('sameDay') },
  )
}

export async function discardDraftAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('pricePlans')
  return runAction(form, DraftFields, async ({ planId, draftId }) => {
    await discardPlanDraft(ctx, draftId)
    revalidatePath(`/staff/price-plans/${planId}`)
    return t('draft.discarded')
  })
}

const NoticeFields = z.object({
  planId: PlanId,
  versionId: z.string().refine((id): id is PricePlanVersionId => isId('pricePlanVersion', id)),
})

export async function markNoticesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('pricePlans')
  return runAction(form, NoticeFields, async ({ planId, versionId }) => {
    await markNoticesSent(ctx, versionId)
    revalidatePath(`/staff/price-plans/${planId}`)
    return t('notices.marked')
  })
}

export async function noticeDaysAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const t = await getTranslations('pricePlans')
  return runAction(form, NoticeDaysInput.extend({ planId: PlanId }), async ({ planId, noticeDays }) => {
    await setNoticeDays(ctx, planId, noticeDays)
    revalidatePath(`/staff/price-plans/${planId}`)
    return t('notices.marked')
  })
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
