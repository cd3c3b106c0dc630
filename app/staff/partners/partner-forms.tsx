'use client'
import Link from 'next/link'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Checkbox } from '@/components/ui/choice-fields'
import { CopyButton } from '@/components/ui/copy-button'
import { Notice } from '@/components/ui/states'
import { TextField } from '@/components/ui/text-field'

type HandOutTexts = Record<
  'tokenTitle' | 'tokenOnce' | 'token' | 'versionsUrl' | 'copy' | 'copied' | 'toPartner',
  string
> & { toGuide?: string }

/** Token A and our address, shown this one time. */
function HandedOut({ values, texts }: { values: Readonly<Record<string, string>>; texts: HandOutTexts }) {
  return (
    <Notice tone="ours" role="status" title={texts.tokenTitle}>
      <p>{texts.tokenOnce}</p>
      <p className="pt-2">{texts.versionsUrl}</p>
      <CopyButton show value={values['versionsUrl'] ?? ''} text={texts.copy} copiedText={texts.copied} />
      <p className="pt-2">{texts.token}</p>
      <CopyButton show value={values['tokenA'] ?? ''} text={texts.copy} copiedText={texts.copied} />
      <p className="pt-2">
        <Link href={`/staff/partners/${values['partnerId']}`}>{texts.toPartner}</Link>
        {texts.toGuide ? (
          <>
            {' · '}
            <Link href={`/staff/partners/${values['partnerId']}/onboarding`}>{texts.toGuide}</Link>
          </>
        ) : null}
      </p>
    </Notice>
  )
}

type AddTexts = HandOutTexts &
  Record<
    'name' | 'countryCode' | 'partyId' | 'partyIdHint' | 'another' | 'anotherHint' | 'add' | 'saving' | 'failed',
    string
  >

/** The first way: we hand out a token and wait for the partner to call. */
export function AddPartnerForm({ action, texts }: { action: FormAction; texts: AddTexts }) {
  const { state, formAction, field } = useForm(action)
  if (state.status === 'done' && state.values?.['tokenA']) return <HandedOut values={state.values} texts={texts} />
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <TextField size="row" label={texts.name} required maxLength={100} autoComplete="off" {...field('name')} />
      <TextField
        size="row"
        label={texts.countryCode}
        required
        pattern="[A-Za-z]{2}"
        maxLength={2}
        autoComplete="off"
        {...field('countryCode', 'SE')}
      />
      <TextField
        size="row"
        label={texts.partyId}
        hint={texts.partyIdHint}
        required
        pattern="[A-Za-z0-9]{3}"
        maxLength={3}
        autoComplete="off"
        {...field('partyId')}
      />
      <Checkbox name="another" value="yes" label={texts.another} hint={texts.anotherHint} />
      <SubmitButton size="row" pendingText={texts.saving}>
        {texts.add}
      </SubmitButton>
    </form>
  )
}

/** A new token A when the first one was lost; in place of the button once it is made. */
export function ReissueTokenForm({
  action,
  partnerId,
  texts,
}: {
  action: FormAction
  partnerId: string
  texts: HandOutTexts & Record<'reissue' | 'saving' | 'failed', string>
}) {
  const { state, formAction } = useForm(action)
  if (state.status === 'done' && state.values?.['tokenA']) return <HandedOut values={state.values} texts={texts} />
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} />
      <input type="hidden" name="partnerId" value={partnerId} />
      <SubmitButton look="plain" size="row" pendingText={texts.saving}>
        {texts.reissue}
      </SubmitButton>
    </form>
  )
}

type ConnectTexts = Record<
  'versionsUrl' | 'versionsUrlHint' | 'token' | 'tokenHint' | 'connect' | 'connecting' | 'failed',
  string
>

/** The second way: the partner gave us its address and a token, and we call. */
export function ConnectPartnerForm({ action, texts }: { action: FormAction; texts: ConnectTexts }) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <TextField
        size="row"
        type="url"
        label={texts.versionsUrl}
        hint={texts.versionsUrlHint}
        required
        maxLength={255}
        autoComplete="off"
        {...field('versionsUrl')}
      />
      <TextField
        size="row"
        label={texts.token}
        hint={texts.tokenHint}
        required
        maxLength={255}
        autoComplete="off"
        {...field('token')}
      />
      <SubmitButton size="row" pendingText={texts.connecting}>
        {texts.connect}
      </SubmitButton>
    </form>
  )
}
