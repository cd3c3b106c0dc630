'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<'name' | 'description' | 'audience' | 'create' | 'saving' | 'failed', string>

/** A plan is a name first; its prices are published as versions. */
export function NewPlanForm({
  action,
  texts,
  audiences,
}: {
  action: FormAction
  texts: Texts
  audiences: readonly Option[]
}) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <div className="form-row">
        <TextField size="row" label={texts.name} required {...field('name')} />
        <TextField size="row" label={texts.description} {...field('description')} />
        <Select size="row" label={texts.audience} options={audiences} {...field('audience', 'private')} />
        <SubmitButton size="row" pendingText={texts.saving}>
          {texts.create}
        </SubmitButton>
      </div>
    </form>
  )
}
