'use client'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { TextField } from '@/components/ui/text-field'
import { EnergyFields } from './energy-fields'
import { rowLabel } from './field-label'
import { NEW_OVERRIDE } from './form-values'
import { rowsOf } from './plan-fields'
import { Figure, RowButton, type PlanFormParts } from './plan-form-fields'
import { useRows } from './use-rows'

const MOST_OVERRIDES = 20

/** Another price at one operator or at some powers; in order, the first that fits counts. */
export function OverrideRows({ parts }: { parts: PlanFormParts }) {
  const { texts, field, initial, shown } = parts
  const { rows, add, remove, moveUp, adder, isFull } = useRows(rowsOf(shown, 'overrides'), {
    most: MOST_OVERRIDES,
    focusOf: (row) => `o${row}_operator`,
  })
  const currents = [
    { value: '', label: texts.both },
    { value: 'AC', label: 'AC' },
    { value: 'DC', label: 'DC' },
  ]
  return (
    <fieldset className="form">
      <legend className="pt-2 font-strong">{texts.overridesTitle}</legend>
      <p className="field-hint">{texts.overridesHint}</p>
      <input type="hidden" name="overrides" value={rows.join(',')} />
      {rows.map((row, index) => {
        const of = (name: string) => field(`o${row}_${name}`, initial[`o${row}_${name}`])
        const label = rowLabel(texts.overrideRow, rows, row)
        return (
          <div key={row} className="form rule-group" role="group" aria-label={label}>
            <div className="flex flex-wrap items-center gap-2">
              <b className="grow">{label}</b>
              <RowButton text={texts.moveUp} row={label} onPress={() => moveUp(row)} disabled={index === 0} />
              <RowButton text={texts.remove} row={label} onPress={() => remove(row)} />
            </div>
            <div className="form-row narrow">
              <TextField
                size="row"
                label={texts.operator}
                placeholder={texts.operatorHint}
                autoComplete="off"
                {...of('operator')}
              />
              <Select size="row" label={texts.current} options={currents} {...of('current')} />
              <Figure parts={parts} name={`o${row}_fromKw`} label="fromKw" unit="kW" placeholder="0" />
              <Figure parts={parts} name={`o${row}_toKw`} label="toKw" unit="kW" placeholder={texts.noLimit} />
            </div>
            <EnergyFields parts={parts} prefix={`o${row}_`} fresh={NEW_OVERRIDE} />
          </div>
        )
      })}
      <div>
        <Button ref={adder} size="row" look="plain" onClick={add} disabled={isFull}>
          {texts.addOverride}
        </Button>
      </div>
    </fieldset>
  )
}
