import Link from 'next/link'
import { useId, type ReactNode } from 'react'

import { classes } from './button-class'

export type SectionProps = {
  title: ReactNode
  /** The section's one link: all of them, show, edit. */
  link?: { href: string; text: ReactNode }
  hideTitle?: boolean
  children: ReactNode
  className?: string
}

/** A titled part of a page with its own link to more. */
export function Section({ title, link, hideTitle, children, className }: SectionProps) {
  const id = useId()
  return (
    <section className={classes('sect', className)} aria-labelledby={id}>
      <div className={hideTitle ? 'vh' : 'head'}>
        <h2 id={id}>{title}</h2>
        {link ? <Link href={link.href}>{link.text}</Link> : null}
      </div>
      {children}
    </section>
  )
}
