const WIDTH = 120
const HEIGHT = 32
const MARGIN = 4

/** A small line without axes; gaps are gaps. `target` is the dotted line. The figure beside it says the value. */
export function Sparkline({
  values,
  target,
  label,
}: {
  values: readonly (number | null)[]
  target?: number
  label?: string
}) {
  const known = [...values, target].filter((value): value is number => value !== null && value !== undefined)
  if (known.length === 0) return <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" />
  const low = Math.min(...known)
  const span = Math.max(...known) - low || 1
  const y = (value: number) => round(HEIGHT - MARGIN - ((value - low) / span) * (HEIGHT - 2 * MARGIN))
  const x = (index: number) => round((index / Math.max(1, values.length - 1)) * WIDTH)
  const line = values
    .map((value, index) =>
      value === null ? '' : `${(values[index - 1] ?? null) === null ? 'M' : 'L'}${x(index)} ${y(value)}`,
    )
    .join('')
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {target === undefined ? null : <path className="target" d={`M0 ${y(target)}H${WIDTH}`} />}
      <path className="line" d={line} />
    </svg>
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
