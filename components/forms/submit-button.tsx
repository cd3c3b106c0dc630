'use client'
import { useFormStatus } from 'react-dom'

import { Button, type ButtonProps } from '@/components/ui/button'

/** The button that sends its form; it shows by itself that the form is on its way. */
export function SubmitButton(props: Omit<ButtonProps, 'type' | 'pending'>) {
  const { pending } = useFormStatus()
  return <Button look="go" {...props} type="submit" pending={pending} />
}
