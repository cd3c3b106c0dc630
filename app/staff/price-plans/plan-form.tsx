'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { DateField, TextField } from '@/components/ui/text-field'

const NUMBERS = [
  'markupPercent',
  'markupPerKwh',
  'ac',
  'dc_low',
  'dc_high',
  'startFee',
  'idlePerMinute',
  'idleFreeMinutes',
  'idleCap',
  'monthlyFee',
] as const
const UNITS: Readonly<Record<(typeof NUMBERS)[number], string>> = {
  markupPercent: '%',
  markupPerKwh: 'kr/kWh',
  ac: 'kr/kWh',
  dc_low: 'kr/kWh',
  dc_high: 'kr/kWh',
  startFee: 'kr',
  idlePerMinute: 'kr/min',
  idleFreeMinutes: 'min',
  idleCap: 'kr',
  monthlyFee: 'kr',
}
export type PlanFormTexts = Record<
  | (typeof NUMBERS)[number]
  | 'method'
  | 'validFrom'
  | 'session'
  | 'preview'
  | 'previewing'
  | 'publish'
  | 'publishing'
  | 'failed',
  string
>
type Props = {
  action: FormAction
  texts: PlanFormTexts
  methods: readonly Option[]
  sessions: readonly Option[]
  values: Readonly<Record<string, string>>
  planId: string
  mayPublish: boolean
}

/** The rules of a plan's next version: tried on a stored session first, then published from a day on. */
export function PlanForm({ action, texts, methods, sessions, values, planId, mayPublish }: Props) {
  const { state, formAction, field } = useForm(action)
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <input type="hidden" name="planId" value={planId} />
      <Select size="row" label={texts.method} options={methods} {...field('method', values['method'])} />
      <div className="form-row">
        {NUMBERS.map((name) => (
          <TextField
            key={name}
            size="row"
            label={texts[name]}
            unit={UNITS[name]}
            inputMode="decimal"
            {...field(name, values[name])}
          />
        ))}
      </div>
      <div className="form-row">
        <Select size="row" label={texts.session} options={sessions} {...field('cdrId', sessions[0]?.value)} />
        <SubmitButton size="row" look="plain" name="intent" value="preview" pendingText={texts.previewing}>
          {texts.preview}
        </SubmitButton>
      </div>
      {mayPublish ? (
        <div className="form-row">
          <DateField size="row" label={texts.validFrom} required {...field('validFrom', values['validFrom'])} />
          <SubmitButton size="row" name="intent" value="publish" pendingText={texts.publishing}>
            {texts.publish}
          </SubmitButton>
        </div>
      ) : null}
    </form>
  )
}
