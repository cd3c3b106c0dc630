'use client'
import type { ReactNode } from 'react'

import type { ButtonLook } from '@/components/ui/button-class'
import { SubmitButton } from './submit-button'

export type ActionButtonProps = ButtonLook & {
  action: (form: FormData) => void | Promise<void>
  /** Hidden fields: ids, never secrets. */
  values?: Readonly<Record<string, string>>
  children: ReactNode
  pendingText?: string
  disabled?: boolean
  className?: string
}

/** One button that runs one server action. For what moves money use ConfirmDialog instead. */
export function ActionButton({ action, values = {}, children, className, ...button }: ActionButtonProps) {
  return (
    <form action={action} className={className}>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton look="plain" {...button}>
        {children}
      </SubmitButton>
    </form>
  )
}
