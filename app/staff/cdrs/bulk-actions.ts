'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CdrId } from '@/lib/kernel/ids'
import { listCdrIds } from '@/lib/rating/cdrs/queries/list-cdrs'
import { openDisputes } from '@/lib/rating/disputes/open-disputes'
import { holdCdrs } from '@/lib/rating/reviews/hold-cdr'
import { MOST_REVIEWED_AT_ONCE, reviewCdrs } from '@/lib/rating/reviews/review-cdrs'
import { OpenDisputeInput, ReviewReasonInput } from '@/lib/rating/schema'
import { isUndecided, readCdrState, toCdrQuery } from './cdr-state'
import { MOST_AT_ONCE } from './bulk-limits'

const PATH = '/staff/cdrs'
const CdrIdField = z.custom<CdrId>((id) => typeof id === 'string' && isId('cdr', id))
/** Either the ticked ones by name, or the state of the list whose filter finds them. */
const Chosen = z.object({
  cdrIds: z
    .string()
    .optional()
    .transform((text) => (text ? text.split(' ') : null))
    .pipe(z.array(CdrIdField).min(1).max(MOST_REVIEWED_AT_ONCE).nullable()),
  every: z.string().max(2000).optional(),
})

async function idsOf(ctx: StaffCtx, { cdrIds, every }: z.output<typeof Chosen>): Promise<CdrId[]> {
  if (cdrIds) return cdrIds
  const query = new URLSearchParams(every ?? '')
  const { filter, show } = toCdrQuery(
    readCdrState((name) => query.get(name) ?? undefined),
    ctx.clock.now(),
  )
  const statuses = isUndecided(show) ? (['held', 'disputed'] as const) : (['accepted'] as const)
  return listCdrIds(ctx, filter, statuses, MOST_AT_ONCE)
}

/** What the panel showed: how many, to the operator, from customers. */
const Shown = z
  .string()
  .regex(/^\d+ -?\d+ -?\d+$/)
  .transform((text) => {
    const [possible, toCpo, customerPays] = text.split(' ')
    return { possible: Number(possible), toCpoMinor: BigInt(toCpo ?? 0), customerPaysMinor: BigInt(customerPays ?? 0) }
  })

export async function reviewCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const t = await getTranslations('cdrs')
  const schema = ReviewReasonInput.extend({
    ...Chosen.shape,
    decision: z.enum(['ours', 'cpo', 'reject']),
    shown: Shown,
  })
  return runAction(
    form,
    schema,
    async ({ decision, reason, shown, ...chosen }) => {
      const choice =
        decision === 'reject'
          ? ({ decision: 'reject', reason } as const)
          : ({ decision: 'release', price: decision, reason } as const)
      const { done, refused } = await reviewCdrs(ctx, await idsOf(ctx, chosen), choice, shown)
      revalidatePath(PATH, 'layout')
      return t('bulkDone', { done, refused: refused.length })
    },
    { conflict: t('effectChanged') },
  )
}

export async function disputeCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:open')
  const t = await getTranslations('disputes')
  const schema = OpenDisputeInput.extend(Chosen.shape)
  return runAction(form, schema, async ({ cause, statement, ...chosen }) => {
    const { disputes, refused } = await openDisputes(ctx, await idsOf(ctx, chosen), { cause, statement })
    revalidatePath('/staff', 'layout')
    return t('bulkDone', { disputes: disputes.length, refused: refused.length })
  })
}

export async function holdCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const t = await getTranslations('inbox')
  const schema = ReviewReasonInput.extend(Chosen.shape)
  return runAction(form, schema, async ({ reason, ...chosen }) => {
    const { held, refused } = await holdCdrs(ctx, await idsOf(ctx, chosen), reason)
    revalidatePath(PATH, 'layout')
    return t('bulkHeld', { done: held.length, refused: refused.length })
  })
}
