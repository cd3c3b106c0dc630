'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type PartnerId } from '@/lib/kernel/ids'
import { endAgreement } from '@/lib/partners/agreements/end-agreement'
import { publishAgreement } from '@/lib/partners/agreements/publish-agreement'
import { EndAgreementInput, PublishAgreementInput } from '@/lib/partners/schema'

const PATH = '/staff/partners'
const partnerId = z.custom<PartnerId>((id) => typeof id === 'string' && isId('partner', id))

export async function publishAgreementAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('agreements')
  const id = partnerId.parse(form.get('partnerId'))
  return runAction(
    form,
    PublishAgreementInput,
    async (input) => {
      await publishAgreement(ctx, id, input)
      revalidatePath(PATH, 'layout')
      return t('published')
    },
    { conflict: t('dayTaken') },
  )
}

export async function endAgreementAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('agreements')
  const id = partnerId.parse(form.get('partnerId'))
  return runAction(
    form,
    EndAgreementInput,
    async (input) => {
      await endAgreement(ctx, id, input)
      revalidatePath(PATH, 'layout')
    },
    { precondition_failed: t('endedAlready') },
  )
}
