'use client'
import { startTransition, useState, type FormEvent } from 'react'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { useForm } from '@/components/forms/use-form'
import { Button } from '@/components/ui/button'
import { Checkbox, Select, type Option } from '@/components/ui/choice-fields'
import { Notice } from '@/components/ui/states'
import { DateField, TextField } from '@/components/ui/text-field'
import { DiscountRows } from './discount-rows'
import { EnergyFields } from './energy-fields'
import { fieldLabel } from './field-label'
import { OverrideRows } from './override-rows'
import { Figure, type PlanFormParts } from './plan-form-fields'
import type { PlanFormTexts } from './plan-form-texts'

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
  const { state, formAction, pending, field } = useForm(action)
  const [intent, setIntent] = useState<string | null>(null)
  const shown = state.values ?? values
  const parts: PlanFormParts = { texts, methods, areas, initial: values, shown, field }
  // Sent by hand: a form that is sent as its action is emptied by the browser afterwards, choices first.
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { submitter } = event.nativeEvent as SubmitEvent // of a form's submit
    setIntent(submitter?.getAttribute('value') ?? null)
    const form = new FormData(event.currentTarget, submitter)
    startTransition(() => formAction(form))
  }
  const button = (name: 'preview' | 'save', text: string, pendingText: string) => (
    <Button
      type="submit"
      size="row"
      look={name === 'save' ? 'go' : 'plain'}
      name="intent"
      value={name}
      pending={pending && intent === name}
      pendingText={pendingText}
    >
      {text}
    </Button>
  )
  const labels = Object.fromEntries(
    Object.keys(state.errors ?? {}).map((name) => [name, fieldLabel(name, shown, texts)]),
  )
  const answered = state.status === 'done' && state.message ? <Notice role="status">{state.message}</Notice> : null
  return (
    <form action={formAction} onSubmit={send} className="form">
      {state.status === 'error' ? <FormMessage state={state} title={texts.failed} labels={labels} /> : null}
      <input type="hidden" name="planId" value={planId} />
      <fieldset className="form">
        <legend className="pt-2 font-strong">{texts.energyTitle}</legend>
        <EnergyFields parts={parts} prefix="" />
      </fieldset>
      <OverrideRows parts={parts} />
      <Fees parts={parts} />
      <DiscountRows parts={parts} />
      <Limits parts={parts} />
      <div className="form-row">
        <Select size="row" label={texts.session} options={sessions} {...field('cdrId', sessions[0]?.value)} />
        {button('preview', texts.preview, texts.previewing)}
      </div>
      {intent === 'preview' ? answered : null}
      {mayWrite ? (
        <div className="form-row">
          <DateField size="row" label={texts.validFrom} required {...field('validFrom', values['validFrom'])} />
          <TextField size="row" label={texts.reason} maxLength={500} {...field('reason', values['reason'])} />
          {button('save', texts.save, texts.saving)}
        </div>
      ) : null}
      {intent === 'preview' ? null : answered}
    </form>
  )
}

function Fees({ parts }: { parts: PlanFormParts }) {
  const { texts, shown } = parts
  const [hasIdleFee, setIdleFee] = useState(Boolean(shown['idle']))
  return (
    <fieldset className="form">
      <legend className="pt-2 font-strong">{texts.feesTitle}</legend>
      <div className="form-row">
        <Figure parts={parts} name="startFee" label="startFee" unit="kr" />
        <Figure parts={parts} name="monthlyFee" label="monthlyFee" unit="kr" />
        <Figure parts={parts} name="vatPercent" label="vatPercent" unit="%" />
      </div>
      <Checkbox
        name="idle"
        label={texts.idle}
        defaultChecked={hasIdleFee}
        onChange={(event) => setIdleFee(event.target.checked)}
      />
      <div className="form-row" hidden={!hasIdleFee}>
        <Figure parts={parts} name="idlePerMinute" label="idlePerMinute" unit="kr/min" />
        <Figure parts={parts} name="idleFreeMinutes" label="idleFreeMinutes" unit="min" />
        <Figure parts={parts} name="idleCap" label="idleCap" unit="kr" placeholder={texts.noLimit} />
      </div>
    </fieldset>
  )
}

function Limits({ parts }: { parts: PlanFormParts }) {
  const { texts, field, initial } = parts
  return (
    <fieldset className="form">
      <legend className="pt-2 font-strong">{texts.limitsTitle}</legend>
      <p className="field-hint">{texts.limitsHint}</p>
      <div className="form-row">
        <Figure parts={parts} name="sessionCap" label="sessionCap" unit="kr" placeholder={texts.noLimit} />
        <Figure parts={parts} name="monthCap" label="monthCap" unit="kr" placeholder={texts.noLimit} />
        <Figure parts={parts} name="freeKwhPerMonth" label="freeKwhPerMonth" unit="kWh" />
      </div>
      <Select
        size="row"
        label={texts.lateData}
        options={[
          { value: 'estimate', label: texts.lateEstimate },
          { value: 'nothing', label: texts.lateNothing },
        ]}
        {...field('lateData', initial['lateData'])}
      />
    </fieldset>
  )
}
