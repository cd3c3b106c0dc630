'use client'
import { useActionState } from 'react'

import { IDLE, type FormAction, type FormState } from './form-state'

/**
 * A form around a server action. Spread `field('name')` onto a TextField or Select: it carries the name, the error
 * and what was typed. Works before and without script.
 */
export function useForm(action: FormAction, initial: FormState = IDLE) {
  const [state, formAction, pending] = useActionState(action, initial)
  function field(name: string, fallback?: string) {
    return { name, error: state.errors?.[name], defaultValue: state.values?.[name] ?? fallback }
  }
  return { state, formAction, pending, field }
}
