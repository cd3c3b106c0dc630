/** Power at one moment. Plain numbers: this is drawn, not billed. */
export type PowerSample = { readonly t: number; readonly kw: number }

export type PowerPeriod = { readonly startedAt: number; readonly endedAt: number; readonly averageKw: string }

// How much of the charge the rise from and the fall to zero take in the drawing; periods only tell averages.
const SLOPE = 0.012

/** A curve through the averages of consecutive periods: up from zero, through each middle, down to zero. */
export function samplesOfPeriods(periods: readonly PowerPeriod[], ended: boolean): PowerSample[] {
  const first = periods[0]
  const last = periods.at(-1)
  if (!first || !last) return []
  const slope = Math.max(1, last.endedAt - first.startedAt) * SLOPE
  const middles = periods.map((period) => ({
    t: (period.startedAt + period.endedAt) / 2,
    kw: Number(period.averageKw),
  }))
  const start = [
    { t: first.startedAt, kw: 0 },
    { t: first.startedAt + slope, kw: Number(first.averageKw) },
  ]
  const end = ended
    ? [
        { t: last.endedAt - slope, kw: Number(last.averageKw) },
        { t: last.endedAt, kw: 0 },
      ]
    : [{ t: last.endedAt, kw: Number(last.averageKw) }]
  return [...start, ...middles, ...end].toSorted((a, b) => a.t - b.t)
}

export type Frame = { readonly from: number; readonly to: number; readonly maxKw: number }

/** The drawing is a square of 100 by 100 that is stretched to its place; the peak keeps a margin above it. */
const TOP = 12

export function place(sample: PowerSample, frame: Frame): { x: number; y: number } {
  const span = Math.max(1, frame.to - frame.from)
  const x = ((sample.t - frame.from) / span) * 100
  const y = frame.maxKw <= 0 ? 100 : 100 - (sample.kw / frame.maxKw) * (100 - TOP)
  return { x: clamp(x), y: clamp(y) }
}

/** SVG path data of the polyline through the samples. */
export function linePath(samples: readonly PowerSample[], frame: Frame): string {
  return samples
    .map((sample, index) => {
      const { x, y } = place(sample, frame)
      return `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`
    })
    .join('')
}

/** What the drawing spans; `after` leaves a part of the known time free at its end. */
export function frameOf(samples: readonly PowerSample[], expected: readonly PowerSample[], after = 0): Frame {
  const all = [...samples, ...expected]
  const from = Math.min(...all.map((sample) => sample.t))
  const to = Math.max(...all.map((sample) => sample.t))
  return {
    from,
    to: to + (to - from) * after,
    maxKw: Math.max(...all.map((sample) => sample.kw)),
  }
}

function clamp(value: number): number {
  return Math.min(100, Math.max(0, value))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
