'use client'
import type { ReactNode } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'

type Props = {
  action: FormAction
  texts: Record<'decide' | 'saving' | 'failed' | 'hint', string>
  /** The list with its choices. */
  children: ReactNode
}

/** Decides what is ticked in a list, each by the choice in its row. */
export function AreaDecisions({ action, texts, children }: Props) {
  const { state, formAction } = useForm(action)
  return (
    <form action={formAction}>
      {state.status === 'idle' ? null : (
        <div className="staff-pad pb-3">
          <FormMessage state={state} title={texts.failed} />
        </div>
      )}
      {children}
      <div className="staff-pad flex flex-wrap items-center gap-3 pt-4">
        <SubmitButton size="row" pendingText={texts.saving}>
          {texts.decide}
        </SubmitButton>
        <span className="dim">{texts.hint}</span>
      </div>
    </form>
  )
}
