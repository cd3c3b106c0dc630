import type { ReactNode } from 'react'

export type TimelineEntry = {
  key: string
  time: ReactNode
  dateTime?: string
  text: ReactNode
  /** Not yet: shown hollow. */ upcoming?: boolean
}

/** What happened, in order, with times to the left. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.key} className={entry.upcoming ? 'next' : undefined}>
          <time dateTime={entry.dateTime}>{entry.time}</time>
          <span>{entry.text}</span>
        </li>
      ))}
    </ol>
  )
}

export type Step = {
  key: string
  text: ReactNode
  time?: ReactNode
  dateTime?: string
  state: 'done' | 'current' | 'failed' | 'next'
  detail?: ReactNode
  /** What can be done about it, at the end of the row. */
  end?: ReactNode
}

/** A procedure shown step by step, such as a handshake between two systems. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step.key} className={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
          <span>
            {step.text}
            {step.detail ? <span className="note"> {step.detail}</span> : null}
          </span>
          {step.time ? <time dateTime={step.dateTime}>{step.time}</time> : null}
          {step.end ? <span className="step-end">{step.end}</span> : null}
        </li>
      ))}
    </ol>
  )
}
