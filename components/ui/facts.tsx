import Link from 'next/link'
import type { ReactNode } from 'react'

import { classes } from './button-class'

export type Fact = { label: ReactNode; value: ReactNode; unit?: string; href?: string; explain?: string }

/** Two to four numbers with their labels; `strip` is the staff's row of linked key figures. */
export function Facts({ facts, strip, className }: { facts: readonly Fact[]; strip?: boolean; className?: string }) {
  return (
    <dl className={classes(strip ? 'facts-strip' : 'facts', className)}>
      {facts.map((fact, index) => (
        <div key={index}>
          <dt>{fact.explain ? <abbr title={fact.explain}>{fact.label}</abbr> : fact.label}</dt>
          <dd>
            {fact.href ? <Link href={fact.href}>{fact.value}</Link> : fact.value}
            {fact.unit ? (
              <>
                {'\u00a0'}
                <small>{fact.unit}</small>
              </>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export type Pair = { label: ReactNode; value: ReactNode }

/** Label and value side by side: details, evidence, settings. `lines` puts hairlines between them. */
export function Pairs({
  pairs,
  wide,
  lines,
  className,
}: {
  pairs: readonly Pair[]
  wide?: boolean
  lines?: boolean
  className?: string
}) {
  return (
    <dl className={classes('pairs', wide && 'pairs-wide', lines && 'pairs-lines', className)}>
      {pairs.map((pair, index) => (
        <div key={index}>
          <dt>{pair.label}</dt>
          <dd>{pair.value}</dd>
        </div>
      ))}
    </dl>
  )
}
