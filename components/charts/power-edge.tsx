import type { ReactNode } from 'react'

import { classes } from '@/components/ui/button-class'
import { frameOf, linePath, place, type PowerSample } from './power-samples'

export type PowerEdgeProps = {
  samples: readonly PowerSample[]
  /** What is expected after now: drawn as dots. */
  expected?: readonly PowerSample[]
  /** Electricity flows: the edge is green and ends in a dot. */
  running?: boolean
  /** The curve in one sentence, for those who cannot see it. */
  label: string
  /** Said above the highest point, above the end, and beside the dot of a running charge. */
  marks?: { peak?: ReactNode; start?: ReactNode; end?: ReactNode; now?: ReactNode }
  /** Stands inside the paper, under the curve: the question that the chart answers. */
  title?: ReactNode
  text?: ReactNode
  className?: string
}

// A running charge whose end nobody knows: the dot stands here, and what it says beside it.
const ROOM_FOR_NOW = 0.28

/** The upper edge of a Paper: the power of the very charge that the paper bills. Put the Paper directly after it. */
export function PowerEdge({
  samples,
  expected = [],
  running,
  label,
  marks = {},
  title,
  text,
  className,
}: PowerEdgeProps) {
  if (samples.length < 2) return null
  const frame = frameOf(samples, expected, running && expected.length === 0 ? ROOM_FOR_NOW : 0)
  const last = samples.at(-1)! // There are at least two.
  const now = place(last, frame)
  const line = linePath(samples, frame)
  const start = place(samples[0]!, frame)
  const peak = samples.reduce((best, sample) => (sample.kw > best.kw ? sample : best))
  const peakAt = place(peak, frame)
  return (
    <div className={classes('power-edge', running && 'running', className)}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
        <path className="fill" d={`${line}L${now.x} 100L${start.x} 100Z`} />
        <path className="edge" d={line} />
        {expected.length > 0 ? <path className="todo" d={linePath([last, ...expected], frame)} /> : null}
      </svg>
      {running ? <span className="power-dot" style={{ left: `${now.x}%`, top: `${now.y}%` }} /> : null}
      {marks.peak ? (
        <span className="power-mark" style={{ left: `${Math.min(peakAt.x, 70)}%`, top: -8 }}>
          {marks.peak}
        </span>
      ) : null}
      {marks.start ? (
        <span className="power-mark" style={{ left: 0, top: -10 }}>
          {marks.start}
        </span>
      ) : null}
      {marks.end ? (
        <span className="power-mark end" style={{ top: -10 }}>
          {marks.end}
        </span>
      ) : null}
      {marks.now ? (
        <span
          className={classes('power-mark now', now.x > 80 && 'flip')}
          style={{ left: `${now.x}%`, top: `${now.y}%` }}
        >
          <b>{marks.now}</b>
        </span>
      ) : null}
      {title ? (
        <div className="power-text">
          <h3>{title}</h3>
          {text ? <p>{text}</p> : null}
        </div>
      ) : null}
    </div>
  )
}
