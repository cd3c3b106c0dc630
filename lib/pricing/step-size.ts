// Steps, OCPI 2.2.1 §10.4.7 "step_size": once per session for energy and once for time, on the total that has a price,
// with the step of the last component; what is added goes to the last period at its price. Time is not stepped where
// any parking has a price. A reservation's time is stepped for itself.
import type { PricedDimension, StepMode } from './breakdown'
import type { DraftLine } from './dimensions'
import type { Note } from './findings'
import { add, ceiling, fraction, isZero, multiply, sign, subtract, ZERO, type Rational } from './rational'

/** Wh per kWh and seconds per hour: steps are in the small unit. */
const STEPS_PER_UNIT: Readonly<Record<Exclude<PricedDimension, 'FLAT'>, number>> = {
  ENERGY: 1000,
  TIME: 3600,
  PARKING_TIME: 3600,
  RESERVATION_TIME: 3600,
}
/** A milliwatt-hour above a multiple is the residue of somebody's floating point, not energy. Times are whole seconds. */
const RESIDUE_KWH = fraction(1, 1_000_000)

function surplusOf(lines: readonly DraftLine[], dimension: Exclude<PricedDimension, 'FLAT'>): Rational {
  const step = lines.at(-1)?.rule.stepSize ?? 0
  const total = lines.reduce((sum, line) => add(sum, line.quantity), ZERO)
  if (step === 0 || lines.some((line) => sign(line.quantity) < 0)) return ZERO
  const size = fraction(step, STEPS_PER_UNIT[dimension])
  const counted = dimension === 'ENERGY' ? subtract(total, RESIDUE_KWH) : total
  const steps = ceiling({ num: counted.num * size.den, den: counted.den * size.num })
  const surplus = subtract(multiply(size, { num: steps, den: 1n }), total)
  return sign(surplus) > 0 ? surplus : ZERO
}

function stepOne(lines: readonly DraftLine[], dimension: Exclude<PricedDimension, 'FLAT'>): readonly DraftLine[] {
  const ofDimension = lines.filter((line) => line.dimension === dimension)
  const last = ofDimension.at(-1)
  if (!last) return lines
  const surplus = surplusOf(ofDimension, dimension)
  if (isZero(surplus)) return lines
  return lines.map((line) => (line === last ? { ...line, billed: add(line.quantity, surplus) } : line))
}

/** Parking before the last charging: the rule's two readings differ, and ours is noted. */
function noteParkingFirst(lines: readonly DraftLine[], note: Note): void {
  const timed = lines.filter(({ dimension }) => dimension === 'TIME' || dimension === 'PARKING_TIME')
  const last = timed.at(-1)
  if (
    last?.dimension === 'TIME' &&
    timed.some((line) => line.dimension === 'PARKING_TIME' && line.period !== last.period)
  ) {
    note(
      'PARKING_BEFORE_CHARGING',
      last.period.index,
      'charging followed parking: the steps of parking count, not those of time',
    )
  }
}

/** Raises the last line of each stepped dimension to the next multiple. */
export function applySteps(lines: readonly DraftLine[], mode: StepMode, note: Note): readonly DraftLine[] {
  if (mode === 'none') return lines
  const parks = lines.some(({ dimension }) => dimension === 'PARKING_TIME')
  let stepped = stepOne(stepOne(lines, 'ENERGY'), 'PARKING_TIME')
  if (!parks || mode === 'per_dimension') stepped = stepOne(stepped, 'TIME')
  if (parks && mode === 'combined') noteParkingFirst(lines, note)
  return stepOne(stepped, 'RESERVATION_TIME')
}
