'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { ConflictError, InvalidError, PreconditionError } from '@/lib/kernel/errors'
import { isId, type PartnerId } from '@/lib/kernel/ids'
import { registerDraft } from '@/lib/ocpi/client/register-partner'
import { MANUAL_CHECKS } from '@/lib/partners/core/onboarding'
import { CONTACT_SUBJECTS, type PartnerContact } from '@/lib/partners/core/partner'
import { chooseTestCard } from '@/lib/partners/onboarding/choose-test-card'
import { goLive } from '@/lib/partners/onboarding/go-live'
import { saveContacts } from '@/lib/partners/onboarding/save-contacts'
import { tickCheck } from '@/lib/partners/onboarding/tick-check'
import { ConnectPartnerInput } from '@/lib/partners/schema'
import { findActiveCard } from '@/lib/roaming/tokens/find-active-card'
import { redirect } from 'next/navigation'

const PATH = '/staff/partners'
const partnerId = z.custom<PartnerId>((id) => typeof id === 'string' && isId('partner', id))

/** The handshake again. Why it failed stays with the partner and is explained on the page. */
export async function retryAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const schema = ConnectPartnerInput.extend({ partnerId })
  const state = await runAction(form, schema, async (input) => {
    try {
      const done = await registerDraft(ctx, input.partnerId, input)
      if (done.partnerId !== input.partnerId) redirect(`${PATH}/${done.partnerId}/onboarding`)
    } catch (error) {
      if (!(error instanceof PreconditionError || error instanceof ConflictError)) throw error
    }
    revalidatePath(PATH, 'layout')
  })
  const { token: _secret, ...values } = state.values ?? {}
  return { ...state, values }
}

export async function chooseCardAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('lab')
  return runAction(
    form,
    z.object({ partnerId, cardUid: z.string().trim().min(1).max(36) }),
    async (input) => {
      const card = await findActiveCard(ctx, input.cardUid)
      if (!card) throw new InvalidError('no such card', 'cardUid')
      await chooseTestCard(ctx, input.partnerId, card)
      revalidatePath(PATH, 'layout')
    },
    { invalid: t('wizard.cardUnknown') },
  )
}

export async function saveContactsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('lab')
  const name = z.string().trim().max(100)
  const email = z.union([z.literal(''), z.email().max(200)])
  const fields = Object.fromEntries(
    CONTACT_SUBJECTS.flatMap(
      (subject) =>
        [
          [`${subject}Name`, name],
          [`${subject}Email`, email],
        ] as const,
    ),
  )
  return runAction(form, z.object({ partnerId, ...fields }), async (input) => {
    const given = input as Record<string, string> & { partnerId: PartnerId } // every field is a text
    const contacts: PartnerContact[] = CONTACT_SUBJECTS.map((subject) => ({
      subject,
      name: given[`${subject}Name`] ?? '',
      email: given[`${subject}Email`] ?? '',
    })).filter((contact) => contact.name !== '' || contact.email !== '')
    await saveContacts(ctx, given.partnerId, contacts)
    revalidatePath(PATH, 'layout')
    return t('wizard.contactsSaved')
  })
}

export async function tickAction(form: FormData): Promise<void> {
  const ctx = await requireStaff('partner:write')
  const input = z
    .object({ partnerId, check: z.enum(MANUAL_CHECKS), done: z.enum(['yes', 'no']) })
    .parse({ partnerId: form.get('partnerId'), check: form.get('check'), done: form.get('done') })
  await tickCheck(ctx, input.partnerId, input.check, input.done === 'yes')
  revalidatePath(PATH, 'layout')
}

export async function goLiveAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('lab')
  return runAction(
    form,
    z.object({ partnerId }),
    async (input) => {
      await goLive(ctx, input.partnerId)
      revalidatePath(PATH, 'layout')
    },
    { precondition_failed: t('wizard.incomplete') },
  )
}
