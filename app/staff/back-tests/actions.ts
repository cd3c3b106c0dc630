'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { isId, type BackTestId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { startBackTest } from '@/lib/rating/back-tests/start-back-test'
import { steerBackTest } from '@/lib/rating/back-tests/steer-back-test'
import { listTriableRules } from '@/lib/rating/back-tests/list-triable-rules'
import { applyWish, wishProblems } from './rules-wish'

const figure = z.string().trim().max(12).optional()
const Start = z.object({
  base: z.string().max(40),
  name: z.string().trim().max(100).default(''),
  scope: z.enum(['plan', 'all']),
  from: z.iso.date(),
  to: z.iso.date(),
  markupPercent: figure,
  markupPerKwh: figure,
  fixedPercent: figure,
  startFee: figure,
  idlePerMinute: figure,
})

/** Has a version, as it is or with other figures, tried on past charges, and shows how it goes on. */
export async function startBackTestAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('price-plan:write')
  const [t, te] = await Promise.all([getTranslations('lookahead'), getTranslations('errors')])
  let errors: Record<string, string> = {}
  const state = await runAction(
    form,
    Start,
    async ({ base: baseId, name, scope, from, to, ...wish }) => {
      const base = (await listTriableRules(ctx)).find((entry) => entry.id === baseId)
      if (!base) throw new NotFoundError('price plan version', baseId)
      const problems = { ...wishProblems(base.rules, wish), ...(to < from && { to: 'ends_early' as const }) }
      errors = Object.fromEntries(
        Object.entries(problems).map(([field, problem]) => [field, t(`backTest.wishProblems.${problem}`)]),
      )
      if (Object.keys(errors).length > 0) throw new InvalidError('figures that cannot be tried')
      const id = await startBackTest(ctx, {
        pricePlanId: base.pricePlanId,
        name: name || base.name,
        rules: applyWish(base.rules, wish),
        scope,
        from: calendarDate(from),
        to: calendarDate(to),
      })
      return redirect(`/staff/back-tests/${id}`)
    },
    { invalid: t('backTest.invalid') },
  )
  return Object.keys(errors).length > 0 ? { ...state, errors, message: te('form') } : state
}

/** Cancels a test, or has a cancelled one go on. One that has ended meanwhile is simply shown as it is. */
export async function steerBackTestAction(form: FormData): Promise<void> {
  const ctx = await requireStaff('price-plan:write')
  const Steer = z.object({
    id: z.custom<BackTestId>((id) => typeof id === 'string' && isId('backTest', id)),
    wish: z.enum(['cancel', 'resume']),
  })
  await runAction(form, Steer, ({ id, wish }) => steerBackTest(ctx, id, wish))
  revalidatePath('/staff/back-tests/[backTestId]', 'page')
}
