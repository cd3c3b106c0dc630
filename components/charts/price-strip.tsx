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

/** The price step by step along the same time axis as the curve above it. Heights begin at zero, and a price may lie below. */
export function PriceStrip({
  caption,
  steps,
  axis,
}: {
  caption: string
  steps: readonly PriceStep[]
  axis: readonly ReactNode[]
}) {
  const values = steps.map((step) => step.value)
  const lowest = Math.min(...values, 0)
  const range = Math.max(...values, 0) - lowest
  if (range <= 0) return null
  const pixels = (value: number) => Math.round((value / range) * FULL_HEIGHT)
  return (
    <figure className="price-strip">
      <figcaption className="vh">{caption}</figcaption>
      <ol aria-label={caption}>
        {steps.map((step) => (
          <li key={step.key} style={{ flexGrow: step.weight, flexBasis: 0 }}>
            <span
              className={step.value < 0 ? 'below' : undefined}
              style={{
                height: pixels(Math.abs(step.value)),
                marginBottom: pixels(Math.min(step.value, 0) - lowest),
              }}
            />
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
