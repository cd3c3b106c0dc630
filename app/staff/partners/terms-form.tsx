'use client'
import { useState } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Select, type Option } from '@/components/ui/choice-fields'
import { DateField, TextArea, TextField } from '@/components/ui/text-field'

/** The fields of a form of terms with a unit each, group by group. */
export const TERM_GROUPS = {
  tolerance: { toleranceMinor: 'kr', tolerancePercent: '%', energyTolerancePercent: '%', timeToleranceMinutes: 'min' },
  free: { freeBelowKwh: 'kWh', freeBelowMinutes: 'min' },
  days: { cdrDeadlineDays: 'd', disputeDays: 'd', paymentDays: 'd' },
} as const

type Props = {
  action: FormAction
  partnerId: string
  values: Readonly<Record<string, string>>
  texts: Readonly<Record<string, string>>
  bases: readonly Option[]
  roles: readonly Option[]
  yesNo: readonly Option[]
  /** Empty unless several parties are reached over the connection. */
  parties: readonly Option[]
  earliest: string
}

/** The terms of an agreement's next version; they never change once published. */
export function TermsForm({ action, partnerId, values, texts, bases, roles, yesNo, parties, earliest }: Props) {
  const { state, formAction, field } = useForm(action)
  const [basis, setBasis] = useState(values['basis'] ?? 'list')
  const given = (name: string) => field(name, values[name])
  const number = (name: string, unit: string) => (
    <TextField
      key={name}
      size="row"
      unit={unit}
      inputMode="decimal"
      label={texts[name]}
      hint={texts[`${name}Hint`]}
      required
      {...given(name)}
    />
  )
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts['failed'] ?? ''} labels={{ ...texts }} />
      <input type="hidden" name="partnerId" value={partnerId} />
      <div className="form-row items-end">
        <DateField size="row" label={texts['validFrom']} min={earliest} required {...given('validFrom')} />
        <DateField
          size="row"
          label={texts['validTo']}
          hint={texts['validToHint']}
          min={earliest}
          {...given('validTo')}
        />
        {parties.length > 0 ? <Select size="row" label={texts['party']} options={parties} {...given('party')} /> : null}
      </div>
      <div className="form-row items-end">
        <Select
          size="row"
          label={texts['basis']}
          options={bases}
          {...given('basis')}
          onChange={(event) => setBasis(event.target.value)}
        />
        {basis === 'discount' ? number('discountPercent', '%') : null}
        {basis === 'fixed' ? number('acPerKwh', '/kWh') : null}
        {basis === 'fixed' ? number('dcPerKwh', '/kWh') : null}
        <TextField
          size="row"
          label={texts['currency']}
          hint={texts['currencyHint']}
          maxLength={3}
          {...given('currency')}
        />
      </div>
      {Object.entries(TERM_GROUPS).map(([group, fields]) => (
        <fieldset key={group} className="form-row items-end">
          <legend className="pb-1">{texts[group]}</legend>
          {Object.entries(fields).map(([name, unit]) => number(name, unit))}
        </fieldset>
      ))}
      <div className="form-row items-end">
        <Select
          size="row"
          label={texts['emspRole']}
          hint={texts['emspRoleHint']}
          options={roles}
          {...given('emspRole')}
        />
        <Select
          size="row"
          label={texts['reverseCharge']}
          hint={texts['reverseChargeHint']}
          options={yesNo}
          {...given('reverseCharge')}
        />
      </div>
      <TextArea size="row" label={texts['note']} rows={2} maxLength={2000} {...given('note')} />
      <SubmitButton size="row" pendingText={texts['publishing'] ?? ''}>
        {texts['publish']}
      </SubmitButton>
    </form>
  )
}
