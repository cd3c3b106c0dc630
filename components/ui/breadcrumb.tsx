import Link from 'next/link'
import type { ReactNode } from 'react'

/** The way back: each step is a link to the list above this page. */
export function Breadcrumb({ label, steps }: { label: string; steps: readonly { href: string; text: ReactNode }[] }) {
  return (
    <nav className="crumb" aria-label={label}>
      {steps.map((step, index) => (
        <span key={step.href}>
          {index > 0 ? <span aria-hidden="true"> / </span> : null}
          <Link href={step.href}>{step.text}</Link>
        </span>
      ))}
    </nav>
  )
}
