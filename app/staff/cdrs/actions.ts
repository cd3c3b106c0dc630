'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CdrId } from '@/lib/kernel/ids'
import { decideCdrConflict } from '@/lib/rating/reviews/decide-cdr-conflict'
import { holdCdr } from '@/lib/rating/reviews/hold-cdr'
import { rejectCdr } from '@/lib/rating/reviews/reject-cdr'
import { releaseCdr } from '@/lib/rating/reviews/release-cdr'
import { reviewCdrs } from '@/lib/rating/reviews/review-cdrs'
import { ReleaseCdrInput, ReviewReasonInput } from '@/lib/rating/schema'

const PATH = '/staff/cdrs'
const CdrIdField = z.custom<CdrId>((id) => typeof id === 'string' && isId('cdr', id))
const CdrIdsField = z
  .string()
  .transform((text) => text.split(' '))
  .pipe(z.array(CdrIdField).min(1).max(200))

async function refusals() {
  const t = await getTranslations('cdrs')
  return { precondition_failed: t('refused'), not_found: t('gone') }
}

export async function releaseCdrAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const schema = ReleaseCdrInput.extend({ cdrId: CdrIdField })
  return runAction(
    form,
    schema,
    async ({ cdrId, price, reason }) => {
      await releaseCdr(ctx, cdrId, { price, reason })
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function rejectCdrAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const schema = ReviewReasonInput.extend({ cdrId: CdrIdField })
  return runAction(
    form,
    schema,
    async ({ cdrId, reason }) => {
      await rejectCdr(ctx, cdrId, reason)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function holdCdrAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const schema = ReviewReasonInput.extend({ cdrId: CdrIdField })
  return runAction(
    form,
    schema,
    async ({ cdrId, reason }) => {
      await holdCdr(ctx, cdrId, reason)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function reviewCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const t = await getTranslations('cdrs')
  const schema = ReviewReasonInput.extend({ cdrIds: CdrIdsField, decision: z.enum(['ours', 'cpo', 'reject']) })
  return runAction(form, schema, async ({ cdrIds, decision, reason }) => {
    const choice =
      decision === 'reject'
        ? ({ decision: 'reject', reason } as const)
        : ({ decision: 'release', price: decision, reason } as const)
    const { done, refused } = await reviewCdrs(ctx, cdrIds, choice)
    revalidatePath(PATH, 'layout')
    return t('bulkDone', { done, refused: refused.length })
  })
}

export async function decideConflictAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const schema = ReviewReasonInput.extend({
    cdrId: CdrIdField,
    conflictId: z.string().min(1).max(64),
    decision: z.enum(['first_stands', 'operator_corrects']),
  })
  return runAction(
    form,
    schema,
    async (choice) => {
      await decideCdrConflict(ctx, choice)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}
