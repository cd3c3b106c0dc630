import type { ReactNode } from 'react'

export type PriceStep = {
  key: string
  /** Height, in any unit that all steps share. */
  value: number
  /** Width: how long it lasted. */
  weight: number
  text: ReactNode
}

const FULL_HEIGHT = 52

/** The price step by step along the same time axis as the curve above it. Heights begin at zero. */
export function PriceStrip({
  caption,
  steps,
  axis,
}: {
  caption: string
  steps: readonly PriceStep[]
  axis: readonly ReactNode[]
}) {
  const highest = Math.max(...steps.map((step) => step.value), 0)
  if (steps.length === 0 || highest <= 0) return null
  return (
    <figure className="price-strip">
      <figcaption className="vh">{caption}</figcaption>
      <ol aria-label={caption}>
        {steps.map((step) => (
          <li key={step.key} style={{ flexGrow: step.weight, flexBasis: 0 }}>
            <span style={{ height: Math.max(0, Math.round((step.value / highest) * FULL_HEIGHT)) }} />
            <b>{step.text}</b>
          </li>
        ))}
      </ol>
      <div className="axis">
        {axis.map((text, index) => (
          <span key={index}>{text}</span>
        ))}
      </div>
    </figure>
  )
}
