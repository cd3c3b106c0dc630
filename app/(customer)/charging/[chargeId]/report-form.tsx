'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { RadioGroup } from '@/components/ui/choice-fields'
import { TextArea } from '@/components/ui/text-field'

type Props = {
  action: FormAction
  cdrId: string
  causes: readonly { value: string; label: string }[]
  texts: Record<'what' | 'text' | 'textHint' | 'send' | 'sending' | 'failed', string>
}

/** What is wrong with the charge, by a choice in plain words. */
export function ReportForm({ action, cdrId, causes, texts }: Props) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={{ cause: texts.what, text: texts.text }} />
      <input type="hidden" name="cdrId" value={cdrId} />
      <RadioGroup {...field('cause')} legend={texts.what} options={causes} required />
      <TextArea {...field('text')} label={texts.text} hint={texts.textHint} maxLength={1000} rows={3} />
      <SubmitButton pendingText={texts.sending}>{texts.send}</SubmitButton>
    </form>
  )
}
