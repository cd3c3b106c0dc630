import { expect, test } from 'vitest'
import { instant, MINUTE_MS, SECOND_MS } from '@/lib/kernel/time'
import { fixedClock } from '../clock'
import { createBreaker } from './peer-breaker'

const START = instant(Date.UTC(2026, 9, 20))

function build() {
  const clock = fixedClock(START)
  const breaker = createBreaker(clock)
  const fail = (times: number, key = 'a') => {
    let last: ReturnType<typeof breaker.report> = null
    for (let count = 0; count < times; count += 1) last = breaker.report(key, 'ECONNREFUSED')
    return last
  }
  return { clock, breaker, fail, wait: (ms: number) => clock.set(instant(clock.now() + ms)) }
}

test('five failures in a row open the circuit of this peer and of no other', () => {
  const { breaker, fail } = build()
  expect(fail(4)).toBeNull()
  expect(breaker.admit('a')).toBeNull()
  expect(fail(1)).toMatchObject({ until: START + 30 * SECOND_MS, failures: 5, reason: 'ECONNREFUSED' })
  expect(breaker.admit('a')).toMatchObject({ reason: 'ECONNREFUSED' })
  expect(breaker.admit('b')).toBeNull()
})

test('one success in between starts the count anew', () => {
  const { breaker, fail } = build()
  fail(4)
  expect(breaker.report('a', null)).toBeNull()
  expect(fail(4)).toBeNull()
})

test('after the pause one call goes through; a second waits for what it finds', () => {
  const { breaker, fail, wait } = build()
  fail(5)
  wait(30 * SECOND_MS)
  expect(breaker.admit('a')).toBeNull()
  expect(breaker.admit('a')).not.toBeNull()
  expect(breaker.report('a', null)).toBe('closed')
  expect(breaker.admit('a')).toBeNull()
})

test('the pause doubles while the peer stays away, to a minute and no longer', () => {
  const { breaker, clock, fail } = build()
  fail(5)
  const pauses = Array.from({ length: 6 }, () => {
    clock.set(breaker.admit('a')!.until) // it is open
    breaker.admit('a')
    const open = fail(1)
    return typeof open === 'object' && open ? (open.until - clock.now()) / SECOND_MS : null
  })
  expect(pauses).toEqual([60, 60, 60, 60, 60, 60])
  expect(breaker.admit('a')?.openedAt).toBe(START)
})

test('calls that were under way when it opened do not lengthen the pause', () => {
  const { breaker, fail } = build()
  fail(5)
  expect(fail(3)).toBeNull()
  expect(breaker.admit('a')?.until).toBe(START + 30 * SECOND_MS)
})

test('what another process learned is taken over', () => {
  const { breaker, clock } = build()
  const open = { openedAt: START, until: instant(START + MINUTE_MS), failures: 7, reason: 'HTTP 503' }
  breaker.adopt('a', open)
  expect(breaker.admit('a')).toEqual(open)
  clock.set(open.until)
  expect(breaker.admit('a')).toBeNull()
  // Seen again while its own probe is under way: still one probe.
  breaker.adopt('a', open)
  expect(breaker.admit('a')).toEqual(open)
  breaker.adopt('a', null)
  expect(breaker.admit('a')).toBeNull()
})
