'use client'
import { useState } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { DateField, TextField } from '@/components/ui/text-field'
import { OverrideRows, type OverrideTexts } from './override-rows'

const UNITS = {
  markupPercent: '%',
  markupPerKwh: 'kr/kWh',
  capPerKwh: 'kr/kWh',
  floorPerKwh: 'kr/kWh',
  ac: 'kr/kWh',
  dc_low: 'kr/kWh',
  dc_high: 'kr/kWh',
  startFee: 'kr',
  idlePerMinute: 'kr/min',
  idleFreeMinutes: 'min',
  idleCap: 'kr',
  monthlyFee: 'kr',
  sessionCap: 'kr',
  monthCap: 'kr',
  freeKwhPerMonth: 'kWh',
  discount_member: '%',
  discount_business: '%',
} as const
type NumberField = keyof typeof UNITS

const ENERGY: Readonly<Record<string, readonly NumberField[]>> = {
  pass_through: ['markupPercent', 'markupPerKwh'],
  fixed: ['ac', 'dc_low', 'dc_high'],
  spot: ['markupPercent', 'markupPerKwh', 'capPerKwh', 'floorPerKwh'],
}
const FEES = ['startFee', 'idlePerMinute', 'idleFreeMinutes', 'idleCap', 'monthlyFee'] as const
const LIMITS = ['sessionCap', 'monthCap', 'freeKwhPerMonth'] as const

export type PlanFormTexts = OverrideTexts &
  Record<
    | NumberField
    | 'method'
    | 'area'
    | 'areaOfPlace'
    | 'discountBase_member'
    | 'discountBase_business'
    | 'baseEnergy'
    | 'baseOwn'
    | 'energyTitle'
    | 'feesTitle'
    | 'reductionsTitle'
    | 'lateData'
    | 'lateEstimate'
    | 'lateNothing'
    | 'validFrom'
    | 'reason'
    | 'session'
    | 'preview'
    | 'previewing'
    | 'save'
    | 'saving'
    | 'failed',
    string
  >
type Props = {
  action: FormAction
  texts: PlanFormTexts
  methods: readonly Option[]
  areas: readonly Option[]
  sessions: readonly Option[]
  values: Readonly<Record<string, string>>
  planId: string
  mayWrite: boolean
}

/** The rules of a plan's next version: tried on a stored session first, then saved for a colleague to publish. */
export function PlanForm({ action, texts, methods, areas, sessions, values, planId, mayWrite }: Props) {
  const { state, formAction, field } = useForm(action)
  const [method, setMethod] = useState(values['method'] ?? 'pass_through')
  const shown = state.values ?? values
  const number = (name: NumberField) => (
    <TextField
      key={name}
      size="row"
      label={texts[name]}
      unit={UNITS[name]}
      inputMode="decimal"
      {...field(name, values[name])}
    />
  )
  const bases = [
    { value: 'energy', label: texts.baseEnergy },
    { value: 'own', label: texts.baseOwn },
  ]
  const discount = (group: 'member' | 'business') => (
    <div key={group} className="flex items-end gap-2">
      {number(`discount_${group}`)}
      <Select
        size="row"
        label={texts[`discountBase_${group}`]}
        options={bases}
        {...field(`discountBase_${group}`, values[`discountBase_${group}`] ?? 'energy')}
      />
    </div>
  )
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={texts} />
      <input type="hidden" name="planId" value={planId} />
      <fieldset className="form">
        <legend className="pt-2 font-strong">{texts.energyTitle}</legend>
        <Select
          size="row"
          label={texts.method}
          options={methods}
          {...field('method', values['method'])}
          onChange={(event) => setMethod(event.target.value)}
        />
        <div className="form-row">
          {method === 'spot' ? (
            <Select size="row" label={texts.area} options={areas} {...field('area', values['area'])} />
          ) : null}
          {(ENERGY[method] ?? []).map(number)}
        </div>
      </fieldset>
      <fieldset className="form">
        <legend className="pt-2 font-strong">{texts.feesTitle}</legend>
        <div className="form-row">{FEES.map(number)}</div>
      </fieldset>
      <fieldset className="form">
        <legend className="pt-2 font-strong">{texts.reductionsTitle}</legend>
        <div className="form-row">
          {discount('member')}
          {discount('business')}
        </div>
        <div className="form-row">{LIMITS.map(number)}</div>
        <div className="form-row">
          <Select
            size="row"
            label={texts.lateData}
            options={[
              { value: 'estimate', label: texts.lateEstimate },
              { value: 'nothing', label: texts.lateNothing },
            ]}
            {...field('lateData', values['lateData'])}
          />
        </div>
      </fieldset>
      <OverrideRows texts={texts} methods={methods} values={shown} field={field} initial={values} />
      <div className="form-row">
        <Select size="row" label={texts.session} options={sessions} {...field('cdrId', sessions[0]?.value)} />
        <SubmitButton size="row" look="plain" name="intent" value="preview" pendingText={texts.previewing}>
          {texts.preview}
        </SubmitButton>
      </div>
      {mayWrite ? (
        <div className="form-row">
          <DateField size="row" label={texts.validFrom} required {...field('validFrom', values['validFrom'])} />
          <TextField size="row" label={texts.reason} maxLength={500} {...field('reason', values['reason'])} />
          <SubmitButton size="row" name="intent" value="save" pendingText={texts.saving}>
            {texts.save}
          </SubmitButton>
        </div>
      ) : null}
    </form>
  )
}
