'use client'
import { FormMessage } from './form-message'
import type { FormAction } from './form-state'
import { SubmitButton } from './submit-button'
import { useForm } from './use-form'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<'current' | 'next' | 'nextHint' | 'change' | 'changing' | 'failed', string>

/** One's own password: the present one and the next; neither comes back into the page. */
export function PasswordForm({ action, texts, size }: { action: FormAction; texts: Texts; size?: 'row' }) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <TextField
        size={size}
        label={texts.current}
        type="password"
        autoComplete="current-password"
        required
        {...field('current')}
      />
      <TextField
        size={size}
        label={texts.next}
        hint={texts.nextHint}
        type="password"
        autoComplete="new-password"
        minLength={12}
        required
        {...field('next')}
      />
      <SubmitButton look="plain" size={size} pendingText={texts.changing}>
        {texts.change}
      </SubmitButton>
    </form>
  )
}
