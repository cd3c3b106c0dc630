'use client'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { ComboBox } from 'react-aria-components/ComboBox'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'

import { classes } from './button-class'

export type ComboFieldProps = {
  label: string
  name: string
  options: readonly { value: string; label: string; detail?: string }[]
  defaultValue?: string
  hint?: string
  error?: string
  required?: boolean
  /** Shown when nothing matches what was typed. */
  emptyText: string
  openText: string
  size?: 'touch' | 'row'
}

/** One of many, found by typing: a customer, a tariff, a partner. Sends the chosen `value` under `name`. */
export function ComboField({
  label,
  name,
  options,
  defaultValue,
  hint,
  error,
  required,
  emptyText,
  openText,
  size = 'row',
}: ComboFieldProps) {
  const [chosen, setChosen] = useState(defaultValue ?? '')
  return (
    <ComboBox
      className="field"
      defaultSelectedKey={defaultValue}
      onSelectionChange={(key) => setChosen(key === null ? '' : String(key))}
      isRequired={required}
      isInvalid={Boolean(error)}
      allowsEmptyCollection
      menuTrigger="focus"
    >
      <Label className="field-label">{label}</Label>
      {hint ? <p className="field-hint">{hint}</p> : null}
      <div className="combo">
        <Input className={classes('input', size === 'row' && 's')} aria-invalid={error ? true : undefined} />
        <AriaButton className="icon-btn" aria-label={openText}>
          <span aria-hidden="true">▾</span>
        </AriaButton>
      </div>
      {error ? <p className="field-error">{error}</p> : null}
      <input type="hidden" name={name} value={chosen} />
      <Popover className="popover" offset={4}>
        <ListBox className="combo-list" renderEmptyState={() => <p className="menu-entry dim">{emptyText}</p>}>
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={`${option.label} ${option.detail ?? ''}`}
              className="menu-entry"
            >
              <span>{option.label}</span>
              {option.detail ? <span className="note">{option.detail}</span> : null}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
