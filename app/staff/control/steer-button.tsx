'use client'
import type { ReactNode } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'

type Props = {
  action: FormAction
  values: Readonly<Record<string, string>>
  pendingText: string
  failedText: string
  children: ReactNode
}

/** One button for what changes nothing that cannot be changed back; it says when it could not. */
export function SteerButton({ action, values, pendingText, failedText, children }: Props) {
  const { state, formAction } = useForm(action)
  return (
    <form action={formAction}>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton look="plain" size="row" pendingText={pendingText}>
        {children}
      </SubmitButton>
      {state.status === 'error' ? <FormMessage state={state} title={failedText} /> : null}
    </form>
  )
}
