import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decimal, sum } from '@/lib/kernel/decimal'
import type { Breakdown } from './breakdown'
import { readCase } from './fixtures/read-case'
import { priceSession } from './price-session'

const folder = new URL('./cases/', import.meta.url)

function readJson(name: string, file: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}/${file}.json`, folder), 'utf8'))
}

function sumOf(breakdown: Breakdown, side: 'excl' | 'incl'): string {
  const parts = [...breakdown.lines, breakdown.adjustment].map((part) => decimal(part?.[side] ?? '0'))
  return sum(parts).toFixed()
}

describe.each(readdirSync(folder))('%s', (name) => {
  const { input, expected } = readCase({
    tariff: readJson(name, 'tariff'),
    cdr: readJson(name, 'cdr'),
    expected: readJson(name, 'expected'),
  })
  const breakdown = priceSession(input)

  test('has the expected totals', () => {
    expect({ excl: breakdown.excl, incl: breakdown.incl }).toEqual({ excl: expected.excl, incl: expected.incl })
    expect([breakdown.rounded.excl, breakdown.rounded.incl]).toEqual(expected.rounded)
    expect(breakdown.adjustment).toEqual(expected.adjustment ?? null)
  })

  test('has the expected findings', () => {
    expect(breakdown.findings.map(({ code }) => code)).toEqual(expected.findings)
  })

  test('has lines that sum to the total', () => {
    expect(breakdown.excl ?? sumOf(breakdown, 'excl')).toBe(sumOf(breakdown, 'excl'))
    expect(breakdown.incl ?? sumOf(breakdown, 'incl')).toBe(sumOf(breakdown, 'incl'))
  })

  test('has the expected lines', () => {
    const lines = breakdown.lines.map(({ dimension, period, element, quantity, billedQuantity, unitPrice, excl }) => ({
      dimension,
      period,
      element,
      quantity,
      billedQuantity,
      unitPrice,
      excl,
    }))
    expect(lines).toEqual(expected.lines ?? lines)
    const reasons = breakdown.lines.map(({ reason }) => reason)
    expect(reasons).toEqual(expected.reasons ?? reasons)
  })
})
