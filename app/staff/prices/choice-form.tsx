'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { DateField } from '@/components/ui/text-field'

/** One choice about one thing, with its button. */
export function ChoiceForm({
  action,
  name,
  label,
  options,
  value,
  day,
  hidden,
  texts,
}: {
  action: FormAction
  name: string
  label: string
  options: readonly Option[]
  value: string
  /** From when it holds; not before the day that it begins with. */
  day?: { name: string; label: string; value: string }
  hidden: Readonly<Record<string, string>>
  texts: Record<'save' | 'saving' | 'failed', string>
}) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage
        state={state}
        title={texts.failed}
        labels={{ [name]: label, ...(day ? { [day.name]: day.label } : {}) }}
      />
      {Object.entries(hidden).map(([key, text]) => (
        <input key={key} type="hidden" name={key} value={text} />
      ))}
      <div className="form-row">
        <Select size="row" label={label} options={options} {...field(name, value)} />
        {day ? (
          <DateField size="row" label={day.label} min={day.value} required {...field(day.name, day.value)} />
        ) : null}
        <SubmitButton size="row" look="plain" pendingText={texts.saving}>
          {texts.save}
        </SubmitButton>
      </div>
    </form>
  )
}
