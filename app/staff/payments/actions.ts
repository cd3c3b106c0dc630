'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { kronor } from '@/app/kronor-field'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { formatMoney } from '@/lib/kernel/format/money'
import { enterPayment } from '@/lib/payments/enter-payment'
import { EnterPaymentInput } from '@/lib/payments/schema'

const PaymentForm = EnterPaymentInput.extend({ amountMinor: kronor })

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
