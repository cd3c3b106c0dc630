'use client'
import { useEffect, useRef, type ReactNode } from 'react'

import { Notice } from '@/components/ui/states'
import type { FormState } from './form-state'

/** The form's answer: errors as links to their fields (focused, so that they are heard), success as a status. */
export function FormMessage({
  state,
  title,
  labels = {},
}: {
  state: FormState
  title: ReactNode
  labels?: Readonly<Record<string, string>>
}) {
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state.status === 'error') summary.current?.focus()
  }, [state])
  if (state.status === 'idle') return null
  if (state.status === 'done') return state.message ? <Notice role="status">{state.message}</Notice> : null
  const errors = Object.entries(state.errors ?? {})
  return (
    <div ref={summary} className="error-summary" role="alert" tabIndex={-1}>
      <p className="font-strong">{state.message ?? title}</p>
      {errors.length === 0 ? null : (
        <ul>
          {errors.map(([name, text]) => (
            <li key={name}>
              <a href={`#${name}`}>{labels[name] ? `${labels[name]}: ${text}` : text}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
