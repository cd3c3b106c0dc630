'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { DateField, TextField } from '@/components/ui/text-field'

const FIGURES = ['markupPercent', 'markupPerKwh', 'fixedPercent', 'startFee', 'idlePerMinute'] as const
const UNITS: Readonly<Record<(typeof FIGURES)[number], string>> = {
  markupPercent: '%',
  markupPerKwh: 'kr/kWh',
  fixedPercent: '%',
  startFee: 'kr',
  idlePerMinute: 'kr/min',
}
export type StartTexts = Record<
  | (typeof FIGURES)[number]
  | 'base'
  | 'name'
  | 'scope'
  | 'from'
  | 'to'
  | 'changes'
  | 'changesHint'
  | 'submit'
  | 'submitting'
  | 'failed',
  string
>
type Props = {
  action: FormAction
  bases: readonly Option[]
  scopes: readonly Option[]
  values: Readonly<Record<string, string>>
  texts: StartTexts
}

/** Which rules are tried, with which figures changed, on whose charges of which days. */
export function StartForm({ action, bases, scopes, values, texts }: Props) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <div className="form-row">
        <Select size="row" label={texts.base} options={bases} {...field('base', values['base'])} />
        <Select size="row" label={texts.scope} options={scopes} {...field('scope', 'plan')} />
      </div>
      <div className="form-row">
        <DateField size="row" label={texts.from} required {...field('from', values['from'])} />
        <DateField size="row" label={texts.to} required {...field('to', values['to'])} />
        <TextField size="row" label={texts.name} maxLength={100} {...field('name')} />
      </div>
      <fieldset>
        <legend className="font-strong">{texts.changes}</legend>
        <p className="note">{texts.changesHint}</p>
        <div className="form-row">
          {FIGURES.map((name) => (
            <TextField
              key={name}
              size="row"
              label={texts[name]}
              unit={UNITS[name]}
              inputMode="decimal"
              maxLength={12}
              {...field(name)}
            />
          ))}
        </div>
      </fieldset>
      <SubmitButton size="row" pendingText={texts.submitting}>
        {texts.submit}
      </SubmitButton>
    </form>
  )
}
