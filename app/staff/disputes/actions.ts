'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { kronor, kronorOrNothing } from '@/app/kronor-field'
import { runAction, type RefusalWords } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CdrId, type DisputeId, type DisputeLinkId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { env } from '@/lib/platform/env'
import { changeClaim } from '@/lib/rating/disputes/change-claim'
import { closeDispute, noteDispute } from '@/lib/rating/disputes/close-dispute'
import { recordAnswer } from '@/lib/rating/disputes/record-answer'
import { sendDispute } from '@/lib/rating/disputes/send-dispute'
import { revokeDisputeLink, shareDispute } from '@/lib/rating/disputes/share-dispute'
import {
  AnswerDisputeInput,
  ChangeClaimInput,
  CloseDisputeInput,
  NoteDisputeInput,
  SendDisputeInput,
} from '@/lib/rating/schema'

const PATH = '/staff'
const DisputeIdField = z.custom<DisputeId>((id) => typeof id === 'string' && isId('dispute', id))
const LinkIdField = z.custom<DisputeLinkId>((id) => typeof id === 'string' && isId('disputeLink', id))
const CdrIdField = z.custom<CdrId>((id) => typeof id === 'string' && isId('cdr', id))

async function refusals(): Promise<RefusalWords> {
  const t = await getTranslations('disputes')
  return { precondition_failed: t('refused'), not_found: t('gone') }
}

export async function sendDisputeAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:write')
  const t = await getTranslations('disputes')
  const schema = SendDisputeInput.extend({ disputeId: DisputeIdField })
  return runAction(
    form,
    schema,
    async ({ disputeId, deadline, note }) => {
      await sendDispute(ctx, disputeId, { deadline: calendarDate(deadline), note })
      revalidatePath(PATH, 'layout')
    },
    { ...(await refusals()), invalid: t('deadlinePassed') },
  )
}

export async function answerDisputeAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:write')
  const schema = AnswerDisputeInput.extend({ disputeId: DisputeIdField })
  return runAction(
    form,
    schema,
    async ({ disputeId, answer }) => {
      await recordAnswer(ctx, disputeId, answer)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function changeClaimAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:write')
  const t = await getTranslations('disputes')
  const schema = z
    .object({ disputeId: DisputeIdField, cdrId: CdrIdField, claim: kronor, reason: z.string() })
    .transform(({ claim, ...rest }) => ({ ...rest, claimMinor: claim }))
    .pipe(ChangeClaimInput.extend({ disputeId: DisputeIdField, cdrId: CdrIdField }))
  return runAction(
    form,
    schema,
    async ({ disputeId, ...claim }) => {
      await changeClaim(ctx, disputeId, claim)
      revalidatePath(PATH, 'layout')
    },
    { ...(await refusals()), invalid: t('claimOutside') },
  )
}

export async function noteDisputeAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:open')
  const schema = NoteDisputeInput.extend({ disputeId: DisputeIdField })
  return runAction(
    form,
    schema,
    async ({ disputeId, note }) => {
      await noteDispute(ctx, disputeId, note)
      revalidatePath(PATH, 'layout')
    },
    await refusals(),
  )
}

export async function closeDisputeAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:write')
  const t = await getTranslations('disputes')
  const schema = z
    .object({
      disputeId: DisputeIdField,
      outcome: z.string(),
      recovered: kronorOrNothing,
      customerPays: z.string().optional(),
      reason: z.string(),
    })
    .transform(({ recovered, customerPays, ...rest }) => ({
      ...rest,
      recoveredMinor: recovered ?? 0n,
      customerPays: customerPays === 'on',
    }))
    .pipe(CloseDisputeInput.extend({ disputeId: DisputeIdField }))
  return runAction(
    form,
    schema,
    async ({ disputeId, ...choice }) => {
      await closeDispute(ctx, disputeId, choice)
      revalidatePath(PATH, 'layout')
    },
    { ...(await refusals()), precondition_failed: `${t('refused')} ${t('unpriced')}`, invalid: t('tooMuch') },
  )
}

/** The address goes back to the page this one time; its secret is kept nowhere in plain text. */
export async function shareDisputeAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:write')
  let url = ''
  const state = await runAction(form, z.object({ disputeId: DisputeIdField }), async ({ disputeId }) => {
    url = `${env().publicUrl}/dispute/${(await shareDispute(ctx, disputeId)).secret}`
    revalidatePath(PATH, 'layout')
  })
  return url ? { status: 'done', values: { url } } : state
}

export async function revokeDisputeLinkAction(form: FormData): Promise<void> {
  const ctx = await requireStaff('dispute:write')
  await revokeDisputeLink(ctx, LinkIdField.parse(form.get('linkId')))
  revalidatePath(PATH, 'layout')
}
