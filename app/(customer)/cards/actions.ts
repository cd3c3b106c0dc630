'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { setMyTokenState } from '@/lib/roaming/tokens/set-token-state'

const CardInput = z.object({
  cardId: z.string().refine((id) => isId('token', id)),
  state: z.enum(['active', 'blocked', 'lost']),
})

export async function setCardStateAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('cards')
  return runAction(
    form,
    CardInput,
    async ({ cardId, state }) => {
      await setMyTokenState(ctx, cardId, state)
      revalidatePath('/cards')
    },
    { forbidden: t('refused') },
  )
}
