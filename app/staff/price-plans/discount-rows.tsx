'use client'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { rowLabel } from './field-label'
import { rowsOf } from './plan-fields'
import { Figure, RowButton, type PlanFormParts } from './plan-form-fields'
import { useRows } from './use-rows'

const MOST_DISCOUNTS = 10

/** What members and companies get off, of the energy or of our own part; the largest one counts. */
export function DiscountRows({ parts }: { parts: PlanFormParts }) {
  const { texts, field, initial, shown } = parts
  const { rows, add, remove, adder, isFull } = useRows(rowsOf(shown, 'discounts'), {
    most: MOST_DISCOUNTS,
    focusOf: (row) => `d${row}_group`,
  })
  const groups = [
    { value: 'member', label: texts.groupMember },
    { value: 'business', label: texts.groupBusiness },
  ]
  const bases = [
    { value: 'energy', label: texts.baseEnergy },
    { value: 'own', label: texts.baseOwn },
  ]
  return (
    <fieldset className="form">
      <legend className="pt-2 font-strong">{texts.reductionsTitle}</legend>
      <p className="field-hint">{texts.discountsHint}</p>
      <input type="hidden" name="discounts" value={rows.join(',')} />
      {rows.map((row) => {
        const name = (part: string) => `d${row}_${part}`
        const label = rowLabel(texts.discountRow, rows, row)
        return (
          <div key={row} className="discount-row" role="group" aria-label={label}>
            <Select size="row" label={texts.group} options={groups} {...field(name('group'), initial[name('group')])} />
            <Figure parts={parts} name={name('percent')} label="percent" unit="%" />
            <Select
              size="row"
              label={texts.base}
              options={bases}
              {...field(name('base'), initial[name('base')] ?? 'energy')}
            />
            <RowButton text={texts.remove} row={label} onPress={() => remove(row)} />
          </div>
        )
      })}
      <div>
        <Button ref={adder} size="row" look="plain" onClick={add} disabled={isFull}>
          {texts.addDiscount}
        </Button>
      </div>
    </fieldset>
  )
}
