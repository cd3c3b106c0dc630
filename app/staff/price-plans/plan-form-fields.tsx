'use client'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import type { Fields } from './plan-fields'
import type { PlanFormTexts } from './plan-form-texts'

/** What every part of the form works with. */
export type PlanFormParts = {
  texts: PlanFormTexts
  methods: readonly { value: string; label: string }[]
  areas: readonly { value: string; label: string }[]
  /** What the form began with, and what was sent last. */
  initial: Fields
  shown: Fields
  field: (
    name: string,
    fallback?: string,
  ) => { name: string; error: string | undefined; defaultValue: string | undefined }
}

type FigureProps = {
  parts: PlanFormParts
  name: string
  label: keyof PlanFormTexts
  unit: string
  fallback?: string
  placeholder?: string
}

/** A figure with its unit. */
export function Figure({ parts, name, label, unit, fallback, placeholder }: FigureProps) {
  return (
    <TextField
      size="row"
      label={parts.texts[label]}
      unit={unit}
      inputMode="decimal"
      autoComplete="off"
      placeholder={placeholder}
      {...parts.field(name, parts.initial[name] ?? fallback)}
    />
  )
}

/** A button about one row: what it does is seen, and which row it is about is heard. */
export function RowButton({
  text,
  row,
  onPress,
  disabled,
}: {
  text: ReactNode
  row: string
  onPress: () => void
  disabled?: boolean
}) {
  return (
    <Button size="row" look="plain" onClick={onPress} disabled={disabled}>
      {text}
      <span className="vh"> {row}</span>
    </Button>
  )
}
