'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { MonthField } from '@/components/ui/text-field'

type Texts = Record<'period' | 'prepare' | 'preparing' | 'failed', string>

/** Chooses the month; the run is prepared as drafts, nothing is sent. */
export function NewRunForm({ action, texts, month }: { action: FormAction; texts: Texts; month: string }) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <div className="form-row">
        <MonthField size="row" label={texts.period} required {...field('period', month)} />
        <SubmitButton size="row" pendingText={texts.preparing}>
          {texts.prepare}
        </SubmitButton>
      </div>
    </form>
  )
}
