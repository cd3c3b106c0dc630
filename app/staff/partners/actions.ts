'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { ConflictError, PreconditionError } from '@/lib/kernel/errors'
import { isId, type PartnerId } from '@/lib/kernel/ids'
import { changeVersion, registerDraft, rotateCredentials, unregisterPartner } from '@/lib/ocpi/client/register-partner'
import { versionsUrl } from '@/lib/ocpi/http/urls'
import { VERSIONS } from '@/lib/ocpi/versions'
import { reissueTokenA } from '@/lib/partners/add-partner'
import { beginAnswer, beginInvitation } from '@/lib/partners/onboarding/begin-onboarding'
import { pausePartner } from '@/lib/partners/pause-partner'
import { requestPull } from '@/lib/partners/request-pull'
import { suspendPartner } from '@/lib/partners/suspend-partner'
import { AddPartnerInput, ConnectPartnerInput, SuspendPartnerInput, UpdateConnectionInput } from '@/lib/partners/schema'
import { updateConnection } from '@/lib/partners/update-connection'

const PATH = '/staff/partners'
const partnerId = z.custom<PartnerId>((id) => typeof id === 'string' && isId('partner', id))

/** The token goes back to the page this one time; it is kept nowhere in plain text. */
function handOut(state: FormState, out: { id: PartnerId; token: string } | null): FormState {
  return out ? { status: 'done', values: { partnerId: out.id, tokenA: out.token, versionsUrl: versionsUrl() } } : state
}

/** Runs a handshake and keeps the partner's own words when it fails. */
async function handshake(form: FormData, work: () => Promise<string | void>): Promise<FormState> {
  const t = await getTranslations('partners')
  let reason = ''
  const state = await runAction(form, z.object({}), async () => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof PreconditionError) reason = error.message
      throw error
    }
  })
  revalidatePath(PATH, 'layout')
  return reason ? { ...state, message: t('handshakeFailed', { reason }) } : state
}

export async function addPartnerAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('partners')
  let out: { id: PartnerId; token: string } | null = null
  const state = await runAction(
    form,
    AddPartnerInput,
    async (input) => {
      const added = await beginInvitation(ctx, input)
      out = { id: added.partnerId, token: added.tokenA }
      revalidatePath(PATH)
    },
    { conflict: t('partyTaken') },
  )
  return handOut(state, out)
}

export async function reissueTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  let out: { id: PartnerId; token: string } | null = null
  const state = await runAction(form, z.object({ partnerId }), async (input) => {
    out = { id: input.partnerId, token: await reissueTokenA(ctx, input.partnerId) }
    revalidatePath(PATH, 'layout')
  })
  return handOut(state, out)
}

export async function connectPartnerAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const input = ConnectPartnerInput.safeParse({ versionsUrl: form.get('versionsUrl'), token: form.get('token') })
  if (!input.success) return runAction(form, ConnectPartnerInput, async () => undefined)
  // What the partner answers is shown and explained in the guide, whether or not it was a success.
  return handshake(form, async () => {
    const drafted = await beginAnswer(ctx, input.data)
    const id = await registerDraft(ctx, drafted, input.data).then(
      (done) => done.partnerId,
      (error: unknown) => {
        if (error instanceof PreconditionError || error instanceof ConflictError) return drafted
        throw error
      },
    )
    redirect(`${PATH}/${id}/onboarding`)
  })
}

export async function rotateAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const id = partnerId.parse(form.get('partnerId'))
  return handshake(form, async () => {
    await rotateCredentials(ctx, id)
  })
}

export async function changeVersionAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const id = partnerId.parse(form.get('partnerId'))
  const version = z.enum(VERSIONS).parse(form.get('version'))
  return handshake(form, async () => {
    await changeVersion(ctx, id, version)
  })
}

export async function unregisterAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  return runAction(form, z.object({ partnerId }), async (input) => {
    await unregisterPartner(ctx, input.partnerId)
    revalidatePath(PATH, 'layout')
  })
}

export async function pauseAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const schema = z.object({ partnerId, paused: z.enum(['yes', 'no']) })
  return runAction(form, schema, async (input) => {
    await pausePartner(ctx, input.partnerId, input.paused === 'yes')
    revalidatePath(PATH, 'layout')
  })
}

export async function suspendAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const schema = SuspendPartnerInput.extend({ partnerId, suspended: z.enum(['yes', 'no']) })
  return runAction(form, schema, async ({ reason, ...input }) => {
    await suspendPartner(ctx, input.partnerId, { suspended: input.suspended === 'yes', reason })
    revalidatePath(PATH, 'layout')
  })
}

export async function pullAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('partners')
  const schema = z.object({
    partnerId,
    module: z.enum(['locations', 'tariffs', 'sessions', 'cdrs']),
    full: z.enum(['yes', 'no']),
  })
  return runAction(
    form,
    schema,
    async (input) => {
      await requestPull(ctx, input.partnerId, { module: input.module, full: input.full === 'yes' })
      revalidatePath(PATH, 'layout')
      return t('pullQueued')
    },
    { precondition_failed: t('notRegistered') },
  )
}

export async function updateConnectionAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('partners')
  return runAction(form, UpdateConnectionInput.extend({ partnerId }), async ({ partnerId: id, ...input }) => {
    await updateConnection(ctx, id, input)
    revalidatePath(PATH, 'layout')
    return t('connectionSaved')
  })
}
