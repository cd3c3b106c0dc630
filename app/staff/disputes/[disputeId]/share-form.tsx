'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { CopyButton } from '@/components/ui/copy-button'
import { Notice } from '@/components/ui/states'

type Props = {
  action: FormAction
  disputeId: string
  texts: Record<'share' | 'sharing' | 'failed' | 'sharedTitle' | 'copy' | 'copied', string>
}

/** Makes a link and shows it this one time. */
export function ShareForm({ action, disputeId, texts }: Props) {
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
      <input type="hidden" name="disputeId" value={disputeId} />
      <SubmitButton look="plain" size="row" pendingText={texts.sharing}>
        {texts.share}
      </SubmitButton>
    </form>
  )
}
