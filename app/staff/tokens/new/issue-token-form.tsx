'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<
  | 'uid'
  | 'uidHint'
  | 'visualNumber'
  | 'visualHint'
  | 'label'
  | 'whitelist'
  | 'optional'
  | 'issue'
  | 'saving'
  | 'failed',
  string
>
type Props = { action: FormAction; customerId: string; whitelists: readonly Option[]; texts: Texts }

/** Gives one card to the chosen customer. A reader types into the first field. */
export function IssueTokenForm({ action, customerId, whitelists, texts }: Props) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <input type="hidden" name="customerId" value={customerId} />
      <TextField
        size="row"
        label={texts.uid}
        hint={texts.uidHint}
        required
        maxLength={36}
        autoComplete="off"
        {...field('uid')}
      />
      <TextField
        size="row"
        label={texts.visualNumber}
        hint={texts.visualHint}
        optional={texts.optional}
        maxLength={64}
        autoComplete="off"
        {...field('visualNumber')}
      />
      <TextField
        size="row"
        label={texts.label}
        optional={texts.optional}
        maxLength={64}
        autoComplete="off"
        {...field('label')}
      />
      <Select size="row" label={texts.whitelist} options={whitelists} {...field('whitelist', 'ALLOWED')} />
      <SubmitButton size="row" pendingText={texts.saving}>
        {texts.issue}
      </SubmitButton>
    </form>
  )
}
