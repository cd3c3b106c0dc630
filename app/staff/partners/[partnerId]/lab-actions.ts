'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type ConformanceRunId, type EvseId, type PartnerId, type ReportLinkId } from '@/lib/kernel/ids'
import { startTestCharge, stopCharging } from '@/lib/ocpi/client/send-command'
import { askStep } from '@/lib/partners/conformance/ask-step'
import { requestRun } from '@/lib/partners/conformance/request-run'
import { revokeLink, shareReport } from '@/lib/partners/conformance/share-report'
import { isInteractiveStep } from '@/lib/partners/core/conformance'
import { reportUrl } from '@/lib/ocpi/http/urls'
import { findLiveSession } from '@/lib/roaming/sessions/find-live-session'

const PATH = '/staff/partners'
const partnerId = z.custom<PartnerId>((id) => typeof id === 'string' && isId('partner', id))
const runId = z.custom<ConformanceRunId>((id) => typeof id === 'string' && isId('conformanceRun', id))
const linkId = z.custom<ReportLinkId>((id) => typeof id === 'string' && isId('reportLink', id))

export async function startRunAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('lab')
  return runAction(
    form,
    z.object({ partnerId }),
    async (input) => {
      await requestRun(ctx, input.partnerId)
      revalidatePath(PATH, 'layout')
    },
    { precondition_failed: t('notRegistered') },
  )
}

export async function askStepAction(form: FormData): Promise<void> {
  const ctx = await requireStaff('partner:write')
  const input = z
    .object({ runId, step: z.string().refine(isInteractiveStep) })
    .parse({ runId: form.get('runId'), step: form.get('step') })
  await askStep(ctx, input.runId, input.step as Parameters<typeof askStep>[2]) // refined just above
  revalidatePath(PATH, 'layout')
}

/** The address goes back to the page this one time; its secret is kept nowhere in plain text. */
export async function shareReportAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  let url = ''
  const state = await runAction(form, z.object({ runId }), async (input) => {
    url = reportUrl((await shareReport(ctx, input.runId)).secret)
    revalidatePath(PATH, 'layout')
  })
  return url ? { status: 'done', values: { url } } : state
}

export async function revokeLinkAction(form: FormData): Promise<void> {
  const ctx = await requireStaff('partner:write')
  await revokeLink(ctx, linkId.parse(form.get('linkId')))
  revalidatePath(PATH, 'layout')
}

/** Asks the partner for the step and orders the charge in one press: what answers it came after it was asked. */
export async function orderStartAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('lab')
  const place = z.string().regex(/^[^ ]+ .+$/)
  return runAction(
    form,
    z.object({ runId, place }),
    async (input) => {
      const [evseId = '', connectorId = ''] = splitOnce(input.place)
      await askStep(ctx, input.runId, 'remote_start')
      await startTestCharge(ctx, { evseId: evseId as EvseId, connectorId }) // compared with what there is
      revalidatePath(PATH, 'layout')
      return t('ordered')
    },
    { precondition_failed: t('wizard.testCardText') },
  )
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(' ')
  return [text.slice(0, at), text.slice(at + 1)]
}

export async function orderStopAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('session:stop')
  const t = await getTranslations('lab')
  return runAction(form, z.object({ runId, partnerId }), async (input) => {
    const session = await findLiveSession(ctx, input.partnerId)
    await askStep(ctx, input.runId, 'remote_stop')
    if (session) await stopCharging(ctx, session)
    revalidatePath(PATH, 'layout')
    return session ? t('ordered') : t('noSession')
  })
}
