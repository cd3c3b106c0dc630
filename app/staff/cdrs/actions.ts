'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CdrId } from '@/lib/kernel/ids'
import { CORRECTION_SOURCES } from '@/lib/rating/core/correct-energy'
import { correctCdr } from '@/lib/rating/reviews/correct-cdr'
import { decideCdrConflict } from '@/lib/rating/reviews/decide-cdr-conflict'
import { holdCdr } from '@/lib/rating/reviews/hold-cdr'
import { rejectCdr } from '@/lib/rating/reviews/reject-cdr'
import { releaseCdr } from '@/lib/rating/reviews/release-cdr'
import { ReleaseCdrInput, ReviewReasonInput } from '@/lib/rating/schema'

const PATH = '/staff/cdrs'
const CdrIdField = z.custom<CdrId>((id) => typeof id === 'string' && isId('cdr', id))
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

export async function correctCdrAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const schema = ReviewReasonInput.extend({ cdrId: CdrIdField, source: z.enum(CORRECTION_SOURCES) })
  return runAction(
    form,
    schema,
    async ({ cdrId, ...choice }) => {
      await correctCdr(ctx, cdrId, choice)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}
