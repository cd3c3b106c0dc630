import type { ComponentProps, ReactNode } from 'react'

import { classes } from './button-class'
import { Field, fieldAria, type FieldTexts } from './field'

type Own = FieldTexts & { name: string; id?: string; size?: 'touch' | 'row'; fieldClassName?: string }

export type TextFieldProps = Own & {
  /** Shown after the control: kr, kWh, %. Right-aligns the figures. */
  unit?: ReactNode
} & Omit<ComponentProps<'input'>, keyof Own>

/** One line of text, number, e-mail, password. What was typed is kept by passing it back as `defaultValue`. */
export function TextField({
  label,
  hint,
  error,
  optional,
  hideLabel,
  name,
  id = name,
  size,
  unit,
  className,
  fieldClassName,
  ...rest
}: TextFieldProps) {
  const control = (
    <input
      {...rest}
      {...fieldAria(id, { hint, error })}
      name={name}
      className={classes('input', size === 'row' && 's', unit ? 'amount' : null, className)}
    />
  )
  return (
    <Field {...{ id, label, hint, error, optional, hideLabel }} className={fieldClassName}>
      {unit ? (
        <span className="input-unit">
          {control}
          <span>{unit}</span>
        </span>
      ) : (
        control
      )}
    </Field>
  )
}

export type TextAreaProps = Own & Omit<ComponentProps<'textarea'>, keyof Own>

/** Several lines of text: a reason, a message. */
export function TextArea({
  label,
  hint,
  error,
  optional,
  hideLabel,
  name,
  id = name,
  size,
  className,
  fieldClassName,
  ...rest
}: TextAreaProps) {
  return (
    <Field {...{ id, label, hint, error, optional, hideLabel }} className={fieldClassName}>
      <textarea
        {...rest}
        {...fieldAria(id, { hint, error })}
        name={name}
        className={classes('input', size === 'row' && 's', className)}
      />
    </Field>
  )
}

/** A calendar date by the browser's own picker, which knows the reader's keyboard and language. */
export function DateField(props: Omit<TextFieldProps, 'type' | 'unit'>) {
  return <TextField {...props} type="date" />
}

/** A month (billing period) as YYYY-MM; browsers without a month picker show a text field with the pattern. */
export function MonthField(props: Omit<TextFieldProps, 'type' | 'unit' | 'pattern'>) {
  return <TextField {...props} type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="2026-10" />
}
