// Money that is here and not yet used, taken in its order. Pure; amounts are minor units.
import { assert } from '@/lib/kernel/assert'

export type OpenAmount<Id extends string = string> = { id: Id; openMinor: bigint }
export type Taken<Id extends string = string> = { id: Id; amountMinor: bigint }

/** Takes up to `wantedMinor` from the first on; answers what was taken from each, nothing of nothing. */
export function takeOpen<Id extends string>(open: readonly OpenAmount<Id>[], wantedMinor: bigint): Taken<Id>[] {
  let left = wantedMinor
  const taken: Taken<Id>[] = []
  for (const { id, openMinor } of open) {
    if (left <= 0n) break
    if (openMinor <= 0n) continue
    const amountMinor = openMinor < left ? openMinor : left
    taken.push({ id, amountMinor })
    left -= amountMinor
  }
  return taken
}

export type Opposites<Id extends string> = { positive: Id; negative: Id; amountMinor: bigint }

/** Sets positive amounts against negative ones, the first against the first, until one side is used up. */
export function pairOpposites<Id extends string>(open: readonly OpenAmount<Id>[]): Opposites<Id>[] {
  const rest = new Map(open.filter(({ openMinor }) => openMinor > 0n).map(({ id, openMinor }) => [id, openMinor]))
  return open
    .filter(({ openMinor }) => openMinor < 0n)
    .flatMap(({ id: negative, openMinor }) => {
      const positives = [...rest].map(([id, minor]) => ({ id, openMinor: minor }))
      return takeOpen(positives, -openMinor).map(({ id: positive, amountMinor }) => {
        const left = (rest.get(positive) ?? 0n) - amountMinor
        assert(left >= 0n, 'more was taken than is open')
        rest.set(positive, left)
        return { positive, negative, amountMinor }
      })
    })
}
