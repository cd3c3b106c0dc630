import type { ReactNode } from 'react'

import { classes } from './button-class'

type Line = { label: ReactNode; note?: ReactNode; amount: ReactNode }

export type ReceiptLineProps = Line & {
  /** `sub` is small and grey (of which VAT), `mid` a strong sum inside a receipt, `roomy` for price lists, `plain` has no dots. */
  kind?: 'line' | 'sub' | 'mid' | 'roomy' | 'plain'
  className?: string
}

/** A price as it is shown everywhere: label, grey note, dotted leader, amount. Its surface must set `--paper`. */
export function ReceiptLine({ label, note, amount, kind = 'line', className }: ReceiptLineProps) {
  return (
    <div className={classes('receipt-line', kind !== 'line' && kind, className)}>
      {lineParts({ label, note, amount })}
    </div>
  )
}

/** The sum of the lines above it, under a rule. */
export function ReceiptSum({ label, amount, className }: { label: ReactNode; amount: ReactNode; className?: string }) {
  return <div className={classes('receipt-line', 'sum', className)}>{lineParts({ label, amount })}</div>
}

export type ReceiptFoldProps = Line & {
  /** The parts: receipt lines (or folds) that sum to `amount`. */
  children: ReactNode
  /** One sentence under the parts: why they are what they are. */
  why?: ReactNode
  open?: boolean
  /** Folds with the same name open one at a time. */
  name?: string
}

/** A receipt line that unfolds: the line stays, its parts appear indented below and sum to it. Works without script. */
export function ReceiptFold({ label, note, amount, children, why, open, name }: ReceiptFoldProps) {
  return (
    <details className="receipt-fold" open={open} name={name}>
      <summary className="receipt-line">{lineParts({ label, note, amount })}</summary>
      <div className="receipt-parts">
        {children}
        {why ? <p className="receipt-why">{why}</p> : null}
      </div>
    </details>
  )
}

function lineParts({ label, note, amount }: Line) {
  return (
    <>
      <span className="receipt-label">{label}</span>
      {note ? <span className="receipt-note">{note}</span> : null}
      <span className="receipt-amount">{amount}</span>
    </>
  )
}
