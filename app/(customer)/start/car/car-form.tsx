'use client'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { TextField } from '@/components/ui/text-field'

export type CarValues = { name: string; batteryKwh: string; acKw: string; dcKw: string }
type Texts = Record<'name' | 'battery' | 'ac' | 'dc' | 'dcHint' | 'keep' | 'keeping' | 'failed', string>

export function CarForm({
  action,
  back,
  car,
  texts,
}: {
  action: FormAction
  back: string
  car: CarValues
  texts: Texts
}) {
  const { state, formAction, field } = useForm(action)
  const labels = { name: texts.name, batteryKwh: texts.battery, acKw: texts.ac, dcKw: texts.dc }
  const figures = { inputMode: 'decimal', autoComplete: 'off', required: true } as const
  return (
    <form action={formAction} className="form">
      <FormMessage state={state} title={texts.failed} labels={labels} />
      <input type="hidden" name="back" value={back} />
      <TextField label={texts.name} maxLength={60} autoComplete="off" required {...field('name', car.name)} />
      <TextField label={texts.battery} {...figures} {...field('batteryKwh', car.batteryKwh)} />
      <TextField label={texts.ac} {...figures} {...field('acKw', car.acKw)} />
      <TextField label={texts.dc} hint={texts.dcHint} {...figures} {...field('dcKw', car.dcKw)} />
      <SubmitButton pendingText={texts.keeping}>{texts.keep}</SubmitButton>
    </form>
  )
}
