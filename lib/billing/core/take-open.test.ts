import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pairOpposites, takeOpen } from './take-open'

const amounts = (least: bigint) =>
  fc
    .array(fc.bigInt({ min: least, max: 10_000n }))
    .map((list) => list.map((openMinor, index) => ({ id: `c${index}`, openMinor })))
const sum = (list: readonly bigint[]) => list.reduce((total, one) => total + one, 0n)

test('never more is taken than is open or wanted, and as much as both allow, the first first', () => {
  fc.assert(
    fc.property(amounts(-5n), fc.bigInt({ min: -5n, max: 30_000n }), (open, wanted) => {
      const taken = takeOpen(open, wanted)
      const available = sum(open.map(({ openMinor }) => (openMinor > 0n ? openMinor : 0n)))
      const most = wanted < 0n ? 0n : wanted
      expect(sum(taken.map(({ amountMinor }) => amountMinor))).toBe(available < most ? available : most)
      for (const [index, { id, amountMinor }] of taken.entries()) {
        const own = open.find((one) => one.id === id)!.openMinor // taken from the list
        expect(amountMinor > 0n && amountMinor <= own).toBe(true)
        expect(index === taken.length - 1 || amountMinor === own).toBe(true)
      }
    }),
  )
})

test('opposites are set off until one side is used up', () => {
  fc.assert(
    fc.property(amounts(-10_000n), (open) => {
      const pairs = pairOpposites(open)
      const left = new Map(open.map(({ id, openMinor }) => [id, openMinor]))
      for (const { positive, negative, amountMinor } of pairs) {
        left.set(positive, left.get(positive)! - amountMinor)
        left.set(negative, left.get(negative)! + amountMinor)
      }
      for (const { id, openMinor } of open) expect(left.get(id)! * openMinor >= 0n).toBe(true)
      const rest = [...left.values()]
      expect(rest.some((one) => one > 0n) && rest.some((one) => one < 0n)).toBe(false)
      expect(sum(rest)).toBe(sum(open.map(({ openMinor }) => openMinor)))
    }),
  )
})
