'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { AppError } from '@/lib/kernel/errors'
import { isId, type CdrId } from '@/lib/kernel/ids'
import { listCdrIds } from '@/lib/rating/cdrs/queries/list-cdrs'
import { openDisputes } from '@/lib/rating/disputes/open-disputes'
import { holdCdr } from '@/lib/rating/reviews/hold-cdr'
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

/** One after the other, each for itself: what is refused stays as it is. */
async function forEach(cdrIds: readonly CdrId[], work: (id: CdrId) => Promise<void>) {
  let done = 0
  for (const cdrId of cdrIds) {
    try {
      await work(cdrId)
      done += 1
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'forbidden') throw error
    }
  }
  return { done, refused: cdrIds.length - done }
}

export async function reviewCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const t = await getTranslations('cdrs')
  const schema = ReviewReasonInput.extend({ ...Chosen.shape, decision: z.enum(['ours', 'cpo', 'reject']) })
  return runAction(form, schema, async ({ decision, reason, ...chosen }) => {
    const cdrIds = await idsOf(ctx, chosen)
    const choice =
      decision === 'reject'
        ? ({ decision: 'reject', reason } as const)
        : ({ decision: 'release', price: decision, reason } as const)
    const total = { done: 0, refused: 0 }
    // A transaction for each few hundred: a failure leaves whole parts decided, never a CDR by half.
    for (let from = 0; from < cdrIds.length; from += MOST_REVIEWED_AT_ONCE) {
      const { done, refused } = await reviewCdrs(ctx, cdrIds.slice(from, from + MOST_REVIEWED_AT_ONCE), choice)
      total.done += done
      total.refused += refused.length
    }
    revalidatePath(PATH, 'layout')
    return t('bulkDone', total)
  })
}

export async function disputeCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:open')
  const t = await getTranslations('disputes')
  const schema = OpenDisputeInput.extend(Chosen.shape)
  return runAction(form, schema, async ({ cause, statement, ...chosen }) => {
    const cdrIds = await idsOf(ctx, chosen)
    const total = { disputes: 0, refused: 0 }
    for (let from = 0; from < cdrIds.length; from += MOST_REVIEWED_AT_ONCE) {
      const part = cdrIds.slice(from, from + MOST_REVIEWED_AT_ONCE)
      const { disputes, refused } = await openDisputes(ctx, part, { cause, statement })
      total.disputes += disputes.length
      total.refused += refused.length
    }
    revalidatePath('/staff', 'layout')
    return t('bulkDone', total)
  })
}

export async function holdCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const t = await getTranslations('inbox')
  const schema = ReviewReasonInput.extend(Chosen.shape)
  return runAction(form, schema, async ({ reason, ...chosen }) => {
    const total = await forEach(await idsOf(ctx, chosen), (cdrId) => holdCdr(ctx, cdrId, reason))
    revalidatePath(PATH, 'layout')
    return t('bulkHeld', total)
  })
}
