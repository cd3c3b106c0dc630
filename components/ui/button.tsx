import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'

import { buttonClass, type ButtonLook } from './button-class'

export type ButtonProps = ButtonLook & {
  children: ReactNode
  /** While the work is under way: the button stays in place, says so, and cannot be pressed again. */
  pending?: boolean
  pendingText?: string
} & Omit<ComponentProps<'button'>, 'children'>

/** A button: `go` for the one advised action, `stop` for what ends or destroys, `plain` for all else. */
export function Button({
  look,
  size,
  wide,
  pending,
  pendingText,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ look, size, wide }, className)}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
    >
      {pending && pendingText ? pendingText : children}
    </button>
  )
}

export type ButtonLinkProps = ButtonLook & { children: ReactNode } & Omit<ComponentProps<typeof Link>, 'children'>

/** A link that looks like a button, for going somewhere rather than doing something. */
export function ButtonLink({ look, size, wide, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={buttonClass({ look, size, wide }, className)}>
      {children}
    </Link>
  )
}
