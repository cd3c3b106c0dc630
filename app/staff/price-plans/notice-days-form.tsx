'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<'days' | 'hint' | 'unit' | 'save' | 'saving' | 'failed', string>

export function NoticeDaysForm({
  action,
  planId,
  days,
  texts,
}: {
  action: FormAction
  planId: string
  days: number
  texts: Texts
}) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={{ noticeDays: texts.days }} />
      <input type="hidden" name="planId" value={planId} />
      <div className="form-row">
        <TextField
          size="row"
          label={texts.days}
          hint={texts.hint}
          unit={texts.unit}
          inputMode="numeric"
          required
          {...field('noticeDays', String(days))}
        />
        <SubmitButton size="row" look="plain" pendingText={texts.saving}>
          {texts.save}
        </SubmitButton>
      </div>
    </form>
  )
}
