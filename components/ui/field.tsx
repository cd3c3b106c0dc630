import type { ReactNode } from 'react'

import { classes } from './button-class'

export type FieldTexts = {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  /** Text such as "(frivilligt)"; fields without it are required. */
  optional?: string
  /** The label is read out but not shown; for fields whose place says what they are. */
  hideLabel?: boolean
}

export type FieldProps = FieldTexts & { id: string; children: ReactNode; className?: string }

/** Label, hint and error around one control. The control must carry `fieldAria(id, …)`. */
export function Field({ id, label, hint, error, optional, hideLabel, children, className }: FieldProps) {
  return (
    <div className={classes('field', className)}>
      <label htmlFor={id} className={hideLabel ? 'vh' : 'field-label'}>
        {label}
        {optional ? <span className="field-optional"> {optional}</span> : null}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      ) : null}
      {children}
      {error ? (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      ) : null}
    </div>
  )
}

/** What ties a control to its hint and error for those who cannot see them. */
export function fieldAria(id: string, { hint, error }: Pick<FieldTexts, 'hint' | 'error'>) {
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return { id, 'aria-describedby': describedBy || undefined, 'aria-invalid': error ? (true as const) : undefined }
}
