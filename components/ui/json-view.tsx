import { classes } from './button-class'
import { annotate, jsonLines } from './json-lines'

export type JsonNote = { path: string; text: string; tone: 'held' | 'fail' }

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

/** A JSON text set readably, with notes at the lines they are about. What is no JSON is shown as it came. */
export function JsonView({ text, label, notes = [] }: { text: string; label: string; notes?: readonly JsonNote[] }) {
  const json = parsed(text)
  const parts = json ? annotate(jsonLines(json.value), notes) : [{ text, notes: [...notes] }]
  return (
    <div className="code-block json-view" tabIndex={0} role="group" aria-label={label}>
      {parts.map((part, index) => (
        <div key={index} className={classes(part.notes.length > 0 && 'json-marked', toneOf(part.notes)) || undefined}>
          <pre>{part.text}</pre>
          {part.notes.map((note, at) => (
            <p key={at} className="json-note">
              <span className="json-path">{note.path || '/'}</span> {note.text}
            </p>
          ))}
        </div>
      ))}
    </div>
  )
}

function toneOf(notes: readonly JsonNote[]): 'fail' | 'held' | null {
  if (notes.length === 0) return null
  return notes.some(({ tone }) => tone === 'fail') ? 'fail' : 'held'
}
