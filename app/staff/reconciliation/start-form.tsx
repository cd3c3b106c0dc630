'use client'
import { useState, type ChangeEvent } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { RadioGroup, Select, type Option } from '@/components/ui/choice-fields'
import { TextArea, TextField } from '@/components/ui/text-field'

type Texts = Record<
  'partner' | 'number' | 'by' | 'list' | 'listHint' | 'stated' | 'submit' | 'submitting' | 'failed',
  string
>
type Props = {
  action: FormAction
  partners: readonly Option[]
  ways: readonly { value: string; label: string; hint: string }[]
  texts: Texts
}

/** Starts a reconciliation by hand. A file that is chosen fills the list, where it can be looked at and changed. */
export function StartForm({ action, partners, ways, texts }: Props) {
  const { state, formAction, field } = useForm(action)
  const typed = field('list')
  const [list, setList] = useState(typed.defaultValue ?? '')
  const read = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    if (file) void file.text().then(setList)
  }
  return (
    <form action={formAction} className="form">
      <FormMessage
        state={state}
        title={texts.failed}
        labels={{ ...texts, partnerId: texts.partner, invoiceNumber: texts.number }}
      />
      <div className="form-row">
        <Select size="row" label={texts.partner} options={partners} placeholder="–" required {...field('partnerId')} />
        <TextField size="row" label={texts.number} required maxLength={255} {...field('invoiceNumber')} />
        <TextField size="row" label={texts.stated} unit="kr" inputMode="decimal" {...field('stated')} />
      </div>
      <RadioGroup legend={texts.by} name="by" options={ways} defaultValue={field('by', 'reference').defaultValue} />
      <TextArea
        size="row"
        label={texts.list}
        hint={texts.listHint}
        error={typed.error}
        name="list"
        rows={4}
        value={list}
        onChange={(event) => setList(event.target.value)}
      />
      <input
        type="file"
        className="input s"
        accept=".csv,.txt,text/csv,text/plain"
        aria-label={texts.list}
        onChange={read}
      />
      <SubmitButton size="row" pendingText={texts.submitting}>
        {texts.submit}
      </SubmitButton>
    </form>
  )
}
