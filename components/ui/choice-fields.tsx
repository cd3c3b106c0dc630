import type { ComponentProps, ReactNode } from 'react'

import { classes } from './button-class'
import { Field, fieldAria, type FieldTexts } from './field'

export type Option = { value: string; label: string; disabled?: boolean }

type SelectOwn = FieldTexts & {
  name: string
  id?: string
  size?: 'touch' | 'row'
  options: readonly Option[]
  placeholder?: string
  fieldClassName?: string
}
export type SelectProps = SelectOwn & Omit<ComponentProps<'select'>, keyof SelectOwn>

/** The browser's own select: right on a phone and by keyboard. `placeholder` is the empty first choice. */
export function Select({
  label,
  hint,
  error,
  optional,
  hideLabel,
  name,
  id = name,
  size,
  options,
  placeholder,
  className,
  fieldClassName,
  ...rest
}: SelectProps) {
  return (
    <Field {...{ id, label, hint, error, optional, hideLabel }} className={fieldClassName}>
      <select
        {...rest}
        {...fieldAria(id, { hint, error })}
        name={name}
        className={classes('input', size === 'row' && 's', className)}
      >
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}

export type CheckboxProps = { label: ReactNode; hint?: ReactNode; name: string } & Omit<
  ComponentProps<'input'>,
  'type' | 'name'
>

export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  return (
    <label className={classes('choice', className)}>
      <input {...rest} type="checkbox" />
      <span>
        {label}
        {hint ? <small>{hint}</small> : null}
      </span>
    </label>
  )
}

export type RadioGroupProps = {
  legend: ReactNode
  name: string
  options: readonly { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }[]
  defaultValue?: string
  hint?: ReactNode
  error?: ReactNode
  required?: boolean
  className?: string
}

/** A few exclusive choices, all visible. */
export function RadioGroup({ legend, name, options, defaultValue, hint, error, required, className }: RadioGroupProps) {
  const aria = fieldAria(name, { hint, error })
  return (
    <fieldset className={classes('field', className)} aria-describedby={aria['aria-describedby']}>
      <legend className="field-label">{legend}</legend>
      {hint ? (
        <p id={`${name}-hint`} className="field-hint">
          {hint}
        </p>
      ) : null}
      {options.map((option, index) => (
        <label key={option.value} className="choice">
          <input
            type="radio"
            name={name}
            id={index === 0 ? name : undefined}
            value={option.value}
            defaultChecked={option.value === defaultValue}
            disabled={option.disabled}
            required={required}
          />
          <span>
            {option.label}
            {option.hint ? <small>{option.hint}</small> : null}
          </span>
        </label>
      ))}
      {error ? (
        <p id={`${name}-error`} className="field-error">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
