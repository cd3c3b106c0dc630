'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { kronor } from '@/app/kronor-field'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { formatMoney } from '@/lib/kernel/format/money'
import { enterPayout } from '@/lib/payments/enter-payout'
import { EnterPayoutInput } from '@/lib/payments/schema'

const PayoutForm = EnterPayoutInput.extend({ amountMinor: kronor })

export async function enterPayoutAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('payment:write')
  const [t, locale] = await Promise.all([getTranslations('compensations'), formatLocale()])
  return runAction(
    form,
    PayoutForm,
    async (input) => {
      await enterPayout(ctx, input)
      revalidatePath('/staff/compensations')
      return t('entered', { amount: formatMoney(input.amountMinor, 'SEK', locale) })
    },
    { precondition_failed: t('tooMuch'), conflict: t('sameKeyOther'), invalid: t('notInFuture') },
  )
}
