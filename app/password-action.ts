'use server'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/components/forms/form-state'
import { requireSignedIn } from '@/lib/auth/session'
import { changeMyPassword } from '@/lib/auth/users/change-my-password'
import { runAction } from './run-action'

const PasswordInput = z.object({ current: z.string().min(1), next: z.string().min(1) })

/** One's own password, whoever one is. Ends all sessions of the user, this one too: the next page is the one to sign in. */
export async function changePasswordAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireSignedIn()
  const t = await getTranslations('account')
  const state = await runAction(
    form,
    PasswordInput,
    async (input) => {
      await changeMyPassword(ctx, input)
      redirect('/sign-in')
    },
    { invalid: t('wrong') },
  )
  // Neither password goes back into the page.
  return { ...state, values: {} }
}
