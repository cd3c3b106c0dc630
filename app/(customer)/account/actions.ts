'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { kronor } from '@/app/kronor-field'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { setChargeLimits } from '@/lib/rating/guard/set-charge-limits'
import { changeMyPassword } from '@/lib/auth/users/change-my-password'

const PasswordInput = z.object({ current: z.string().min(1), next: z.string().min(1) })

/** Ends all sessions of the user, this one too: the next page is the one to sign in. */
export async function changePasswordAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
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

const limit = z.union([z.literal('').transform(() => null), kronor])
const LimitsInput = z.object({ perChargeMinor: limit, monthlyMinor: limit })

export async function setChargeLimitsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('guard')
  return runAction(
    form,
    LimitsInput,
    async (input) => {
      await setChargeLimits(ctx, input)
      revalidatePath('/account')
      return t('saved')
    },
    { invalid: t('wrong') },
  )
}
