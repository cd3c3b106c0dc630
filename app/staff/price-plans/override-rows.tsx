'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Select, type Option } from '@/components/ui/choice-fields'
import { TextField } from '@/components/ui/text-field'

const ROWS = 8

export type OverrideTexts = Record<
  | 'overridesTitle'
  | 'overridesHint'
  | 'operator'
  | 'operatorHint'
  | 'current'
  | 'both'
  | 'fromKw'
  | 'toKw'
  | 'overrideMethod'
  | 'noOverride'
  | 'percent'
  | 'perKwh'
  | 'addOverride'
  | 'row',
  string
>
type Field = (
  name: string,
  fallback?: string,
) => { name: string; error: string | undefined; defaultValue: string | undefined }

/** Another price at one operator or at some powers; in order, the first that fits counts. */
export function OverrideRows({
  texts,
  methods,
  values,
  initial,
  field,
}: {
  texts: OverrideTexts
  methods: readonly Option[]
  /** What is in the form now, and what it began with. */
  values: Readonly<Record<string, string>>
  initial: Readonly<Record<string, string>>
  field: Field
}) {
  const used = Array.from({ length: ROWS }, (_, row) => row).filter((row) => values[`o${row}_method`])
  const [count, setCount] = useState(Math.max(0, ...used.map((row) => row + 1)))
  const rows = Array.from({ length: count }, (_, row) => row)
  return (
    <fieldset className="form">
      <legend className="pt-2 font-strong">{texts.overridesTitle}</legend>
      <p className="field-hint">{texts.overridesHint}</p>
      {rows.map((row) => (
        <OverrideRow key={row} row={row} texts={texts} methods={methods} initial={initial} field={field} />
      ))}
      {count < ROWS ? (
        <div>
          <Button size="row" look="plain" onClick={() => setCount(count + 1)}>
            {texts.addOverride}
          </Button>
        </div>
      ) : null}
    </fieldset>
  )
}

type RowProps = {
  row: number
  texts: OverrideTexts
  methods: readonly Option[]
  initial: Readonly<Record<string, string>>
  field: Field
}

function OverrideRow({ row, texts, methods, initial, field }: RowProps) {
  const of = (name: string) => field(`o${row}_${name}`, initial[`o${row}_${name}`])
  const currents = [
    { value: '', label: texts.both },
    { value: 'AC', label: 'AC' },
    { value: 'DC', label: 'DC' },
  ]
  return (
    <div className="form-row" role="group" aria-label={texts.row.replace('{row}', String(row + 1))}>
      <TextField size="row" label={texts.operator} placeholder={texts.operatorHint} {...of('operator')} />
      <Select size="row" label={texts.current} options={currents} {...of('current')} />
      <TextField size="row" label={texts.fromKw} unit="kW" inputMode="decimal" {...of('fromKw')} />
      <TextField size="row" label={texts.toKw} unit="kW" inputMode="decimal" {...of('toKw')} />
      <Select
        size="row"
        label={texts.overrideMethod}
        options={methods}
        placeholder={texts.noOverride}
        {...of('method')}
      />
      <TextField size="row" label={texts.percent} unit="%" inputMode="decimal" {...of('percent')} />
      <TextField size="row" label={texts.perKwh} unit="kr/kWh" inputMode="decimal" {...of('perKwh')} />
    </div>
  )
}
