import type { ReactNode } from 'react'

export type ShareBar = {
  key: string
  label: ReactNode
  /** As it is read; the bar only repeats it. */
  text: ReactNode
  /** Share of the width at which the bar begins, and its length, 0 to 1. */
  from: number
  length: number
  tone?: 'sum' | 'part' | 'loss'
}

const percent = (share: number) => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`

/** Bars with their figures as text: a waterfall or a distribution that reads as a table does. */
export function ShareBars({ label, bars }: { label: string; bars: readonly ShareBar[] }) {
  return (
    <table className="share-bars" aria-label={label}>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key} className={bar.tone}>
            <th scope="row">{bar.label}</th>
            <td className="track" aria-hidden="true">
              {bar.length > 0 ? <span style={{ marginLeft: percent(bar.from), width: percent(bar.length) }} /> : null}
            </td>
            <td className="figure">{bar.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
