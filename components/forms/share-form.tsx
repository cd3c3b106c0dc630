'use client'
import { CopyButton } from '@/components/ui/copy-button'
import { Notice } from '@/components/ui/states'
import { FormMessage } from './form-message'
import type { FormAction } from './form-state'
import { SubmitButton } from './submit-button'
import { useForm } from './use-form'

type Props = {
  action: FormAction
  /** What is shared. */
  values: Readonly<Record<string, string>>
  texts: Record<'share' | 'sharing' | 'failed' | 'sharedTitle' | 'copy' | 'copied', string>
}

/** Makes a link and shows it this one time. */
export function ShareForm({ action, values, texts }: Props) {
  const { state, formAction } = useForm(action)
  const url = state.status === 'done' ? state.values?.['url'] : undefined
  return (
    <form action={formAction} className="form">
      <FormMessage state={state.status === 'error' ? state : { status: 'idle' }} title={texts.failed} />
      {url ? (
        <Notice tone="ours" role="status" title={texts.sharedTitle}>
          <CopyButton show value={url} text={texts.copy} copiedText={texts.copied} />
        </Notice>
      ) : null}
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton look="plain" size="row" pendingText={texts.sharing}>
        {texts.share}
      </SubmitButton>
    </form>
  )
}
