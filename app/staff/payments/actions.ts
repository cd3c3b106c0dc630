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
import { enterPayment } from '@/lib/payments/enter-payment'
import { EnterPaymentInput } from '@/lib/payments/schema'

// People write 1 284,50; the verb takes öre.
const kronor = z
  .string()
  .transform((text) => text.replaceAll(/[\s\u00a0]/g, '').replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,2})?$/))
  .transform((text) => roundToMinor(text, 'SEK'))
const PaymentForm = EnterPaymentInput.extend({ amountMinor: kronor.pipe(z.bigint().positive()) })

export async function enterPaymentAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('payment:write')
  const [t, locale] = await Promise.all([getTranslations('payments'), formatLocale()])
  return runAction(
    form,
    PaymentForm,
    async (input) => {
      const { allocatedMinor, unallocatedMinor } = await enterPayment(ctx, input)
      revalidatePath('/staff/payments')
      const paid = formatMoney(allocatedMinor, 'SEK', locale)
      if (unallocatedMinor === 0n) return t('entered', { paid })
      return t('enteredRest', { paid, rest: formatMoney(unallocatedMinor, 'SEK', locale) })
    },
    { conflict: t('sameKeyOther'), invalid: t('notInFuture') },
  )
}
