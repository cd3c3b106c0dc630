'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { TextField } from '@/components/ui/text-field'

export type QuirkField = { name: string; label: string; about: string; value: string; options: readonly Option[] }

type ConnectionTexts = Record<
  'name' | 'rotateEveryDays' | 'rotateHint' | 'quirks' | 'quirksText' | 'save' | 'saving' | 'failed',
  string
>

/** What the partner is called here, and what its connection needs. */
export function ConnectionForm({
  action,
  partnerId,
  values,
  rotations,
  quirks,
  texts,
}: {
  action: FormAction
  partnerId: string
  values: Readonly<Record<string, string>>
  rotations: readonly Option[]
  quirks: readonly QuirkField[]
  texts: ConnectionTexts
}) {
  const { state, formAction, field } = useForm(action)
  const labels: Record<string, string> = {
    ...texts,
    ...Object.fromEntries(quirks.map(({ name, label }) => [name, label])),
  }
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={labels} />
      <input type="hidden" name="partnerId" value={partnerId} />
      <TextField size="row" label={texts.name} required maxLength={100} {...field('name', values['name'])} />
      <Select
        size="row"
        label={texts.rotateEveryDays}
        hint={texts.rotateHint}
        options={rotations}
        {...field('rotateEveryDays', values['rotateEveryDays'])}
      />
      <h3 className="pt-2">{texts.quirks}</h3>
      <p className="dim">{texts.quirksText}</p>
      {quirks.map(({ name, label, about, value, options }) => (
        <Select key={name} size="row" label={label} hint={about} options={options} {...field(name, value)} />
      ))}
      <SubmitButton size="row" pendingText={texts.saving}>
        {texts.save}
      </SubmitButton>
    </form>
  )
}
