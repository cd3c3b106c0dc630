import { describe, expect, test } from 'vitest'
import { instant } from '@/lib/kernel/time'
import { INTERACTIVE_STEPS, percentile, type InteractiveStep } from './conformance'
import { matchStep, nearMisses, type InboundExchange } from './conformance-steps'

const ASKED = instant(1000)
let count = 0
const exchange = (given: Partial<InboundExchange>): InboundExchange => {
  count += 1
  return {
    id: count,
    at: instant(2000 + count),
    method: 'PUT',
    path: '/ocpi/2.2.1/sessions/SE/KUL/S1',
    module: 'sessions',
    requestId: `r${count}`,
    httpStatus: 200,
    ocpiStatus: 1000,
    requestBody: null,
    responseBody: null,
    ...given,
  }
}

const DOES: Readonly<Record<InteractiveStep, InboundExchange[]>> = {
  evse_status: [exchange({ method: 'PATCH', module: 'locations', requestBody: '{"status":"CHARGING"}' })],
  authorize_known: [
    exchange({
      method: 'POST',
      module: 'tokens',
      path: '/ocpi/2.2.1/tokens/04A1/authorize?type=RFID',
      responseBody: '{"data":{"allowed":"ALLOWED"}}',
    }),
  ],
  authorize_unknown: [
    exchange({
      method: 'POST',
      module: 'tokens',
      path: '/ocpi/2.2.1/tokens/0BAD/authorize',
      httpStatus: 404,
      ocpiStatus: 2004,
    }),
  ],
  session_put: [exchange({ httpStatus: 201 })],
  session_patch: [exchange({ method: 'PATCH' })],
  session_completed: [exchange({ method: 'PATCH', requestBody: '{"status": "COMPLETED"}' })],
  cdr_post: [exchange({ method: 'POST', module: 'cdrs', path: '/ocpi/2.2.1/cdrs' })],
  remote_start: [
    exchange({
      method: 'POST',
      module: 'commands',
      path: '/ocpi/2.2.1/commands/START_SESSION/cmd_1/***',
      requestBody: '{"result":"ACCEPTED"}',
    }),
  ],
  remote_stop: [
    exchange({
      method: 'POST',
      module: 'commands',
      path: '/ocpi/2.2.1/commands/STOP_SESSION/cmd_2/***',
      requestBody: '{"result":"ACCEPTED"}',
    }),
  ],
}

describe.each(INTERACTIVE_STEPS)('%s', (step) => {
  test('is done by the message that does it', () => {
    expect(matchStep(step, ASKED, DOES[step])).toMatchObject({ exchangeId: DOES[step][0]?.id })
  })

  test('is not done by what came before it was asked, nor by what was refused', () => {
    const early = DOES[step].map((entry) => ({ ...entry, at: instant(999) }))
    const refused = DOES[step].map((entry) => ({ ...entry, httpStatus: 200, ocpiStatus: 2001, responseBody: null }))
    expect(matchStep(step, ASKED, early)).toBeNull()
    expect(matchStep(step, ASKED, refused)).toBeNull()
  })

  test('is done by no message of another step, but for those that a session shares', () => {
    const shared: InteractiveStep[] = ['session_put', 'session_patch', 'session_completed']
    const others = INTERACTIVE_STEPS.filter(
      (other) => other !== step && !(shared.includes(step) && shared.includes(other)),
    )
    for (const other of others) expect(matchStep(step, ASKED, DOES[other])).toBeNull()
  })
})

test('a second PUT of the same session is an update too', () => {
  const first = exchange({ httpStatus: 201 })
  expect(matchStep('session_patch', ASKED, [first])).toBeNull()
  expect(matchStep('session_patch', ASKED, [first, exchange({})])?.exchangeId).toBeGreaterThan(first.id)
})

test('what came near is told: the partner tried and was refused', () => {
  const refused = exchange({ ocpiStatus: 2001 })
  expect(
    nearMisses('session_put', ASKED, [refused, exchange({}), exchange({ method: 'GET', ocpiStatus: 2001 })]),
  ).toEqual([refused])
})

test('percentiles are values that were measured', () => {
  expect(percentile([], 0.95)).toBeNull()
  expect(percentile([30, 10, 20], 0.5)).toBe(20)
  expect(percentile([30, 10, 20], 0.99)).toBe(30)
})
