import type { ReactNode } from 'react'

const EDGE =
  'M32.0 1.5L35.6 4.6L39.9 2.5L42.6 6.5L47.2 5.6L48.8 10.1L53.6 10.4L53.9 15.2L58.4 16.8L57.5 21.4L61.5 24.1L59.4 28.4L62.5 32.0L59.4 35.6L61.5 39.9L57.5 42.6L58.4 47.2L53.9 48.8L53.6 53.6L48.8 53.9L47.2 58.4L42.6 57.5L39.9 61.5L35.6 59.4L32.0 62.5L28.4 59.4L24.1 61.5L21.4 57.5L16.8 58.4L15.2 53.9L10.4 53.6L10.1 48.8L5.6 47.3L6.5 42.6L2.5 39.9L4.6 35.6L1.5 32.0L4.6 28.4L2.5 24.1L6.5 21.4L5.6 16.7L10.1 15.2L10.4 10.4L15.2 10.1L16.7 5.6L21.4 6.5L24.1 2.5L28.4 4.6Z'

export type SealProps = {
  title: ReactNode
  note?: ReactNode
  /** What was checked, one line each. */
  checks?: readonly { label: ReactNode; text: ReactNode }[]
}

/** The sign that we checked, with what we checked. Only for what passed every check. */
export function Seal({ title, note, checks = [] }: SealProps) {
  return (
    <section className="sealed">
      <svg className="seal" viewBox="0 0 64 64" aria-hidden="true">
        <path d={EDGE} />
        <path className="tick" d="M21 33l8 8 15-18" />
      </svg>
      <div>
        <h2>{title}</h2>
        {note ? <p className="note">{note}</p> : null}
      </div>
      {checks.length === 0 ? null : (
        <dl className="checks">
          {checks.map((check, index) => (
            <div key={index}>
              <dt>{check.label}</dt>
              <dd>{check.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
