'use client'
import type { ReactNode } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { RadioGroup, type RadioGroupProps } from '@/components/ui/choice-fields'

type Props = {
  action: FormAction
  values: Readonly<Record<string, string>>
  legend: string
  choices: RadioGroupProps['options']
  texts: Record<'submit' | 'pending' | 'failed', string>
  /** What holds of all choices. */
  children: ReactNode
}

const USUAL = '30'

/** For how long, at what price, on what conditions; then the one button. */
export function ReserveForm({ action, values, legend, choices, texts, children }: Props) {
  const { state, formAction } = useForm(action)
  return (
    <form action={formAction} className="form pt-6">
      <FormMessage state={state} title={texts.failed} />
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <RadioGroup
        legend={legend}
        name="minutes"
        options={choices}
        defaultValue={state.values?.['minutes'] ?? USUAL}
        required
      />
      {children}
      <SubmitButton wide pendingText={texts.pending}>
        {texts.submit}
      </SubmitButton>
    </form>
  )
}
