'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<'current' | 'next' | 'nextHint' | 'change' | 'changing' | 'failed', string>

export function PasswordForm({ action, texts }: { action: FormAction; texts: Texts }) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <TextField label={texts.current} type="password" autoComplete="current-password" required {...field('current')} />
      <TextField
        label={texts.next}
        hint={texts.nextHint}
        type="password"
        autoComplete="new-password"
        minLength={12}
        required
        {...field('next')}
      />
      <SubmitButton look="plain" pendingText={texts.changing}>
        {texts.change}
      </SubmitButton>
    </form>
  )
}
