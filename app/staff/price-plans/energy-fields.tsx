'use client'
import { useState } from 'react'
import { Select } from '@/components/ui/choice-fields'
import { Button } from '@/components/ui/button'
import { rowLabel } from './field-label'
import { rowsOf, type Fields } from './plan-fields'
import { Figure, RowButton, type PlanFormParts } from './plan-form-fields'
import { useRows } from './use-rows'

const MOST_BANDS = 20
const CURRENTS = ['AC', 'DC'].map((value) => ({ value, label: value }))

type Props = {
  parts: PlanFormParts
  /** `o3_` for an exception, nothing for the plan itself. */
  prefix: string
  /** What a price begins with that the form had not, by names without the prefix. */
  fresh?: Fields
}

/** A price of energy by any of the ways. What another way asks for stays in the form, so that changing back loses nothing. */
export function EnergyFields({ parts, prefix, fresh = {} }: Props) {
  const { texts, field, initial, shown, methods, areas } = parts
  const of = (name: string) => `${prefix}${name}`
  const [method, setMethod] = useState(shown[of('method')] ?? fresh['method'] ?? 'pass_through')
  return (
    <>
      <div className="form-row">
        <Select
          size="row"
          label={texts.method}
          options={methods}
          {...field(of('method'), initial[of('method')] ?? fresh['method'])}
          onChange={(event) => setMethod(event.target.value)}
        />
        <div hidden={method !== 'spot'}>
          <Select size="row" label={texts.area} options={areas} {...field(of('area'), initial[of('area')])} />
        </div>
      </div>
      <div className="form-row" hidden={method === 'fixed'}>
        <Figure parts={parts} name={of('markupPercent')} label="markupPercent" unit="%" />
        <Figure parts={parts} name={of('markupPerKwh')} label="markupPerKwh" unit="kr/kWh" />
      </div>
      <div className="form-row" hidden={method !== 'spot'}>
        <Figure parts={parts} name={of('capPerKwh')} label="capPerKwh" unit="kr/kWh" />
        <Figure parts={parts} name={of('floorPerKwh')} label="floorPerKwh" unit="kr/kWh" />
      </div>
      <div hidden={method !== 'fixed'}>
        <BandRows parts={parts} prefix={prefix} fresh={fresh} />
      </div>
    </>
  )
}

/** Prices by kind and power; together they cover every connector. */
function BandRows({ parts, prefix, fresh = {} }: Props) {
  const { texts, field, initial, shown } = parts
  const list = `${prefix}bands`
  const { rows, add, remove, adder, isFull } = useRows(rowsOf({ [list]: fresh['bands'], ...shown }, list), {
    most: MOST_BANDS,
    focusOf: (row) => `${prefix}b${row}_current`,
  })
  return (
    <fieldset className="form">
      <legend className="field-label">{texts.bandsTitle}</legend>
      <p className="field-hint">{prefix === '' ? texts.bandsHint : texts.bandsHintOverride}</p>
      <input type="hidden" name={list} value={rows.join(',')} />
      {rows.map((row) => {
        const name = (part: string) => `${prefix}b${row}_${part}`
        const label = rowLabel(texts.bandRow, rows, row)
        const fallback = (part: string) => fresh[`b${row}_${part}`]
        return (
          <div key={row} className="band-row" role="group" aria-label={label}>
            <Select
              size="row"
              label={texts.current}
              options={CURRENTS}
              {...field(name('current'), initial[name('current')] ?? fallback('current') ?? 'DC')}
            />
            <Figure parts={parts} name={name('fromKw')} label="fromKw" unit="kW" fallback={fallback('fromKw')} />
            <Figure
              parts={parts}
              name={name('toKw')}
              label="toKw"
              unit="kW"
              fallback={fallback('toKw')}
              placeholder={texts.noLimit}
            />
            <Figure parts={parts} name={name('perKwh')} label="perKwh" unit="kr/kWh" />
            <RowButton text={texts.remove} row={label} onPress={() => remove(row)} disabled={rows.length === 1} />
          </div>
        )
      })}
      <div>
        <Button ref={adder} size="row" look="plain" onClick={add} disabled={isFull}>
          {texts.addBand}
        </Button>
      </div>
    </fieldset>
  )
}
