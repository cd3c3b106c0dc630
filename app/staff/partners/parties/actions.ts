'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type PartnerId } from '@/lib/kernel/ids'
import { chooseRoute } from '@/lib/partners/choose-route'
import { ROUTED_MODULES } from '@/lib/partners/core/party'

const ChooseRouteInput = z.object({
  party: z.string().regex(/^[A-Z]{2}\*[A-Z0-9]{3}$/),
  module: z.enum(ROUTED_MODULES),
  /** Empty: by the rule. */
  partnerId: z.union([
    z.literal('').transform(() => null),
    z.custom<PartnerId>((id) => typeof id === 'string' && isId('partner', id)),
  ]),
})

export async function chooseRouteAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('partner:write')
  const t = await getTranslations('parties')
  return runAction(form, ChooseRouteInput, async (input) => {
    await chooseRoute(ctx, input)
    revalidatePath('/staff/partners', 'layout')
    return t('saved')
  })
}
