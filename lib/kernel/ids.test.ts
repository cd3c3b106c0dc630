import { describe, expect, test } from 'vitest'
import { isId, newId } from './ids'

const NOW = Date.UTC(2026, 10, 23)

describe('ids', () => {
  test('name their kind and fit CiString(36)', () => {
    const id = newId('cdr', NOW)
    expect(id).toMatch(/^cdr_[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(id.length).toBeLessThanOrEqual(36)
    expect(isId('cdr', id)).toBe(true)
    expect(isId('invoice', id)).toBe(false)
    expect(isId('cdr', id.slice(1))).toBe(false)
  })

  test('sort by their time', () => {
    const times = [0, 1, 31, 32, 1_000_000, NOW, NOW + 1]
    const ids = times.map((time) => newId('session', time))
    expect(ids.toSorted()).toEqual(ids)
  })

  test('do not repeat, also beyond the pool of random bytes', () => {
    const ids = Array.from({ length: 10_000 }, () => newId('token', NOW))
    expect(new Set(ids).size).toBe(10_000)
  })
})
