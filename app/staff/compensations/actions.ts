'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { formatLocale } from '@/app/locale'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { formatMoney } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import { enterPayout } from '@/lib/payments/enter-payout'
import { EnterPayoutInput } from '@/lib/payments/schema'

// People write 1 284,50; the verb takes öre.
const kronor = z
  .string()
  .transform((text) => text.replaceAll(/[\s\u00a0]/g, '').replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,2})?$/))
  .transform((text) => roundToMinor(text, 'SEK'))
const PayoutForm = EnterPayoutInput.extend({ amountMinor: kronor.pipe(z.bigint().positive()) })

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
