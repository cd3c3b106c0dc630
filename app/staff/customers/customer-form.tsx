'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { TextField } from '@/components/ui/text-field'

type Field = 'name' | 'email' | 'organisationNumber' | 'street' | 'postalCode' | 'city' | 'country'
type Props = {
  action: FormAction
  texts: Record<Field | 'kind' | 'locale' | 'save' | 'saving' | 'failed', string>
  values?: Partial<Record<Field | 'locale', string>>
  /** Kinds to choose from; a known customer keeps its kind. */
  kinds?: readonly Option[]
  customerId?: string
}

const FIELDS: readonly { name: Field; type?: string; required?: boolean }[] = [
  { name: 'name', required: true },
  { name: 'email', type: 'email', required: true },
  { name: 'organisationNumber' },
  { name: 'street' },
  { name: 'postalCode' },
  { name: 'city' },
  { name: 'country', required: true },
]

/** A customer's name and address, for a new and for a known one. */
export function CustomerForm({ action, texts, values = {}, kinds, customerId }: Props) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      {customerId ? <input type="hidden" name="customerId" value={customerId} /> : null}
      {kinds ? <Select size="row" label={texts.kind} options={kinds} {...field('kind', 'private')} /> : null}
      {FIELDS.map(({ name, type, required }) => (
        <TextField
          key={name}
          size="row"
          type={type}
          label={texts[name]}
          required={required}
          autoComplete="off"
          {...field(name, values[name] ?? (name === 'country' ? 'SE' : undefined))}
        />
      ))}
      <Select
        size="row"
        label={texts.locale}
        options={[
          { value: 'sv', label: 'Svenska' },
          { value: 'en', label: 'English' },
        ]}
        {...field('locale', values.locale ?? 'sv')}
      />
      <SubmitButton size="row" pendingText={texts.saving}>
        {texts.save}
      </SubmitButton>
    </form>
  )
}
