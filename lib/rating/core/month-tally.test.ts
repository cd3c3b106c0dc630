import { expect, test } from 'vitest'
import { buildStored, buildSubject, FIXED } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { createMonthTally } from './month-tally'
import { NO_CONTEXT } from './retail-context'
import type { CdrSubject } from './subject'

const FREE = { ...FIXED, freeKwhPerMonth: '20' }
const plan = { ...buildSubject().plan!, rules: FREE } // the builder's plan
const promisedBy = (rules: typeof FIXED): CdrSubject['promised'] => ({
  source: 'quote',
  quoteId: null,
  authorizationId: null,
  at: buildSubject().cdr.startedAt,
  tariffs: [buildStored()],
  plan: { ...plan, rules },
  stepMode: 'combined',
  connector: null,
  context: NO_CONTEXT,
  exchange: null,
})
const usedBy = (subject: CdrSubject) => subject.context.month.freeKwh

test('a session finds what those before it have used, and not what gave way to another price', () => {
  const tally = createMonthTally()
  const first = buildSubject({ plan })
  const { retail } = assessCdr(first).rating
  expect(tally.meet(first)).toBe(first)
  tally.add(first, retail)
  expect(usedBy(tally.meet(buildSubject({ plan })))).toBe('16.5')
  tally.take(first, retail)
  expect(usedBy(tally.meet(buildSubject({ plan })))).toBe('0')
})

test('nobody else’s month, no plan without limits, and no session without a customer is touched', () => {
  const tally = createMonthTally()
  const first = buildSubject({ plan })
  tally.add(first, assessCdr(first).rating.retail)
  tally.add(buildSubject({ plan, customerId: null }), assessCdr(first).rating.retail)
  for (const other of [
    buildSubject({ plan, customerId: 'cus_01K9YYYYYYYYYYYYYYYYYYYYYY' as CdrSubject['customerId'] }), // a test's id
    buildSubject(),
  ])
    expect(tally.meet(other)).toBe(other)
})

test('what was promised by another plan sees the same month', () => {
  const tally = createMonthTally()
  const first = buildSubject({ plan })
  tally.add(first, assessCdr(first).rating.retail)
  const met = tally.meet(buildSubject({ promised: promisedBy(FREE) }))
  expect(met.promised?.context?.month.freeKwh).toBe('16.5')
  expect(met.context).toBe(NO_CONTEXT)
  const unbound = buildSubject({ promised: promisedBy(FIXED) })
  expect(tally.meet(unbound)).toBe(unbound)
})
