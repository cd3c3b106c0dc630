'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { kronor } from '@/app/kronor-field'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { setChargeLimits } from '@/lib/rating/guard/set-charge-limits'

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
