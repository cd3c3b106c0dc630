'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<'name' | 'email' | 'role' | 'password' | 'passwordHint' | 'add' | 'saving' | 'failed', string>

/** Adds a colleague. What was typed stays after an error, except the password. */
export function AddUserForm({ action, texts, roles }: { action: FormAction; texts: Texts; roles: readonly Option[] }) {
  const { state, formAction, field } = useForm(action)
  const done = state.status === 'done'
  return (
    <form action={formAction} className="form" key={done ? state.message : 'form'}>
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <TextField size="row" label={texts.name} required autoComplete="off" {...field('name')} />
      <TextField size="row" label={texts.email} type="email" required autoComplete="off" {...field('email')} />
      <Select size="row" label={texts.role} options={roles} {...field('role', 'support')} />
      <TextField
        size="row"
        label={texts.password}
        type="password"
        hint={texts.passwordHint}
        required
        minLength={12}
        autoComplete="new-password"
        {...field('password')}
      />
      <SubmitButton size="row" pendingText={texts.saving}>
        {texts.add}
      </SubmitButton>
    </form>
  )
}
