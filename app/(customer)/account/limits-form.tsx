'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<
  'perCharge' | 'perChargeHint' | 'monthly' | 'monthlyHint' | 'save' | 'saving' | 'saved' | 'failed',
  string
>
type Props = { action: FormAction; texts: Texts; perCharge: string; monthly: string }

/** From what amounts the customer wants to be told; an empty field is no limit. */
export function LimitsForm({ action, texts, perCharge, monthly }: Props) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage
        state={state}
        title={state.status === 'done' ? texts.saved : texts.failed}
        labels={{ perChargeMinor: texts.perCharge, monthlyMinor: texts.monthly }}
      />
      <TextField
        label={texts.perCharge}
        hint={texts.perChargeHint}
        unit="kr"
        inputMode="decimal"
        {...field('perChargeMinor', perCharge)}
      />
      <TextField
        label={texts.monthly}
        hint={texts.monthlyHint}
        unit="kr"
        inputMode="decimal"
        {...field('monthlyMinor', monthly)}
      />
      <SubmitButton look="plain" pendingText={texts.saving}>
        {texts.save}
      </SubmitButton>
    </form>
  )
}
