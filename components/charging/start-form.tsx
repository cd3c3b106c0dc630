'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Checkbox } from '@/components/ui/choice-fields'

type Texts = Record<'begin' | 'beginning' | 'failed' | 'note', string>

/**
 * The one button that starts a charge. It waits for the operator's answer, so it says that it asks. `agree` is what has
 * to be agreed to first.
 */
export function StartForm({
  action,
  values,
  texts,
  agree,
}: {
  action: FormAction
  values: Readonly<Record<string, string>>
  texts: Texts
  agree?: string
}) {
  const { state, formAction } = useForm(action)
  return (
    <form action={formAction} className="pt-4">
      <FormMessage state={state} title={texts.failed} />
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {agree ? <Checkbox name="agreed" value="yes" label={agree} required className="pb-4" /> : null}
      <SubmitButton wide pendingText={texts.beginning}>
        {texts.begin}
      </SubmitButton>
      <p className="note pt-2">{texts.note}</p>
    </form>
  )
}
