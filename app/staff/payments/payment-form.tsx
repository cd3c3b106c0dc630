'use client'
import { useState } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { DateField, TextField } from '@/components/ui/text-field'

type Texts = Record<'receivedOn' | 'amount' | 'method' | 'reference' | 'note' | 'enter' | 'entering' | 'failed', string>
type Props = { action: FormAction; texts: Texts; methods: readonly Option[]; today: string }

/** One payment. The form's own key makes a double press one payment; a finished form starts with a new one. */
export function PaymentForm({ action, texts, methods, today }: Props) {
  const { state, formAction, field } = useForm(action)
  const [key] = useState(() => crypto.randomUUID())
  const idempotencyKey = state.status === 'done' ? `${key}:${state.message ?? ''}` : key
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={{ ...texts, amountMinor: texts.amount }} />
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      <div className="form-row">
        <DateField size="row" label={texts.receivedOn} max={today} required {...field('receivedOn', today)} />
        <TextField size="row" label={texts.amount} unit="kr" inputMode="decimal" required {...field('amountMinor')} />
        <Select size="row" label={texts.method} options={methods} {...field('method', 'bankgiro')} />
        <TextField size="row" label={texts.reference} inputMode="numeric" {...field('reference')} />
        <TextField size="row" label={texts.note} {...field('note')} />
        <SubmitButton size="row" pendingText={texts.entering}>
          {texts.enter}
        </SubmitButton>
      </div>
    </form>
  )
}
