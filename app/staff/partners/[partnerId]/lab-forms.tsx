'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'

/** One button that runs an action and says so when it could not. */
export function RunForm({
  action,
  values,
  look = 'go',
  texts,
}: {
  action: FormAction
  values: Readonly<Record<string, string>>
  look?: 'go' | 'plain'
  texts: { start: string; starting: string; failed: string }
}) {
  const { state, formAction } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} />
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton look={look} size="row" pendingText={texts.starting}>
        {texts.start}
      </SubmitButton>
    </form>
  )
}

/** A charge that staff order at the partner. */
export function OrderForm({
  action,
  runId,
  places,
  texts,
}: {
  action: FormAction
  runId: string
  places: readonly Option[]
  texts: Record<'orderAt' | 'order' | 'starting' | 'failed', string>
}) {
  const { state, formAction } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} />
      <input type="hidden" name="runId" value={runId} />
      <Select size="row" name="place" label={texts.orderAt} options={places} />
      <SubmitButton look="plain" size="row" pendingText={texts.starting}>
        {texts.order}
      </SubmitButton>
    </form>
  )
}
