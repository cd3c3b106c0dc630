'use client'
import { useState } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { DateField, TextField } from '@/components/ui/text-field'

type Texts = Record<'customer' | 'paidOn' | 'amount' | 'reference' | 'enter' | 'entering' | 'failed', string>
type Props = { action: FormAction; texts: Texts; customers: readonly Option[]; today: string }

/** One pay-out that was made in the bank. The form's own key makes a double press one pay-out. */
export function PayoutForm({ action, texts, customers, today }: Props) {
  const { state, formAction, field } = useForm(action)
  const [key] = useState(() => crypto.randomUUID())
  const idempotencyKey = state.status === 'done' ? `${key}:${state.message ?? ''}` : key
  return (
    <form action={formAction} className="form">
      <FormMessage
        state={state}
        title={texts.failed}
        labels={{ ...texts, customerId: texts.customer, amountMinor: texts.amount }}
      />
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      <div className="form-row">
        <Select size="row" label={texts.customer} options={customers} required {...field('customerId')} />
        <DateField size="row" label={texts.paidOn} max={today} required {...field('paidOn', today)} />
        <TextField size="row" label={texts.amount} unit="kr" inputMode="decimal" required {...field('amountMinor')} />
        <TextField size="row" label={texts.reference} {...field('reference')} />
        <SubmitButton size="row" pendingText={texts.entering}>
          {texts.enter}
        </SubmitButton>
      </div>
    </form>
  )
}
