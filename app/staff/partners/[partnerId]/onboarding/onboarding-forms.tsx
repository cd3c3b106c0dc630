'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { TextField } from '@/components/ui/text-field'

/** The handshake once more, with a new token of theirs. */
export function RetryForm({
  action,
  partnerId,
  versionsUrl,
  texts,
}: {
  action: FormAction
  partnerId: string
  versionsUrl: string
  texts: Record<'versionsUrl' | 'token' | 'tokenHint' | 'tryAgain' | 'calling' | 'failed', string>
}) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form pt-3">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <input type="hidden" name="partnerId" value={partnerId} />
      <TextField
        size="row"
        type="url"
        label={texts.versionsUrl}
        required
        maxLength={255}
        autoComplete="off"
        {...field('versionsUrl', versionsUrl)}
      />
      <TextField
        size="row"
        label={texts.token}
        hint={texts.tokenHint}
        required
        maxLength={255}
        autoComplete="off"
        name="token"
        error={state.errors?.['token']}
      />
      <SubmitButton size="row" pendingText={texts.calling}>
        {texts.tryAgain}
      </SubmitButton>
    </form>
  )
}

export function TestCardForm({
  action,
  partnerId,
  texts,
}: {
  action: FormAction
  partnerId: string
  texts: Record<'cardUid' | 'chooseCard' | 'saving' | 'failed', string>
}) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <input type="hidden" name="partnerId" value={partnerId} />
      <TextField size="row" label={texts.cardUid} required maxLength={36} autoComplete="off" {...field('cardUid')} />
      <SubmitButton look="plain" size="row" pendingText={texts.saving}>
        {texts.chooseCard}
      </SubmitButton>
    </form>
  )
}

type Subject = { subject: string; legend: string; name: string; email: string }

export function ContactsForm({
  action,
  partnerId,
  subjects,
  texts,
}: {
  action: FormAction
  partnerId: string
  subjects: readonly Subject[]
  texts: Record<'name' | 'email' | 'save' | 'saving' | 'failed', string>
}) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} />
      <input type="hidden" name="partnerId" value={partnerId} />
      {subjects.map(({ subject, legend, name, email }) => (
        <fieldset key={subject} className="contact-fields">
          <legend className="field-label">{legend}</legend>
          <TextField
            size="row"
            label={texts.name}
            maxLength={100}
            autoComplete="off"
            {...field(`${subject}Name`, name)}
            id={`${subject}Name`}
          />
          <TextField
            size="row"
            type="email"
            label={texts.email}
            maxLength={200}
            autoComplete="off"
            {...field(`${subject}Email`, email)}
            id={`${subject}Email`}
          />
        </fieldset>
      ))}
      <SubmitButton look="plain" size="row" pendingText={texts.saving}>
        {texts.save}
      </SubmitButton>
    </form>
  )
}
