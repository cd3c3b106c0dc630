// A seeded generator, so that the same seed tells the same story.

export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  integer(min: number, max: number): number
  between(min: number, max: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
  weighted<T>(list: readonly T[], weight: (entry: T) => number): T
}

/** mulberry32: 32 bits of state, good enough for scenery, not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[Math.floor(next() * list.length)]
    if (chosen === undefined) throw new RangeError('nothing to pick from')
    return chosen
  }
  return {
    next,
    pick,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    weighted(list, weight) {
      let left = next() * list.reduce((sum, entry) => sum + weight(entry), 0)
      for (const entry of list) {
        left -= weight(entry)
        if (left < 0) return entry
      }
      return pick(list)
    },
  }
}
