// What holds for every answer: that it comes, in an envelope, in JSON, with its ids. OCPI 2.2.1 §4.1, §4.2, §5.
import { parseInstant } from '@/lib/kernel/time'
import { isJsonObject } from '../wire/reader'
import { dataOf, headerOf, isSuccess, statusCodeOf, type Recorded } from './recorded'
import type { Verdicts } from './verdicts'

const CLOCK_MS = 5 * 60_000
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/

/** An answer that was to be a success. Tells whether its data can be looked at. */
export function checkSuccess(verdicts: Verdicts, recorded: Recorded): boolean {
  const { module, http, json } = recorded
  if (!checkArrival(verdicts, recorded)) return false
  checkForm(verdicts, recorded)
  const code = statusCodeOf(recorded)
  verdicts.check(
    'status_code',
    module,
    http >= 200 && http < 300 && (code === null || Math.floor(code / 1000) === 1),
    () => ({
      call: recorded,
      pointer: '/status_code',
      found: `HTTP ${http}, ${code ?? 'no status_code'}`,
      expected: 'HTTP 200, 1000',
    }),
  )
  return isSuccess(recorded) && json !== undefined && dataOf(recorded) !== undefined
}

/** An answer that was to be a refusal has an envelope too. */
export function checkRefusalForm(verdicts: Verdicts, recorded: Recorded): void {
  const { module, json, http } = recorded
  if (http === 0) return
  verdicts.check('error_envelope', module, isJsonObject(json) && typeof json['status_code'] === 'number', () => ({
    call: recorded,
    pointer: '',
    found: recorded.body,
    expected: '{"status_code": 2000, "timestamp": …}',
  }))
}

/** That there is an answer at all, from where it was asked for. */
export function checkArrival(verdicts: Verdicts, recorded: Recorded): boolean {
  const { module, http, error } = recorded
  const answered = verdicts.check('answers', module, http !== 0 && http < 500, () => ({
    call: recorded,
    found: error ?? `HTTP ${http}`,
    expected: 'HTTP 200',
  }))
  const direct = verdicts.check('no_redirect', module, http < 300 || http > 399, () => ({
    call: recorded,
    pointer: 'Location',
    found: `HTTP ${http} ${headerOf(recorded, 'location') ?? ''}`.trim(),
    expected: 'HTTP 200',
  }))
  return answered && direct
}

function checkForm(verdicts: Verdicts, recorded: Recorded): void {
  const { module, json, body } = recorded
  const type = headerOf(recorded, 'content-type') ?? ''
  verdicts.check('content_type', module, /^application\/json\b/i.test(type), () => ({
    call: recorded,
    pointer: 'Content-Type',
    found: type,
    expected: 'application/json',
  }))
  verdicts.check('text_encoding', module, !body.includes('\ufffd'), () => ({ call: recorded, expected: 'UTF-8' }))
  const isJson = verdicts.check('json_body', module, json !== undefined, () => ({
    call: recorded,
    found: body,
    expected: 'JSON',
  }))
  if (!isJson) return
  const hasEnvelope = verdicts.check('envelope', module, statusCodeOf(recorded) !== null, () => ({
    call: recorded,
    pointer: '/status_code',
    found: isJsonObject(json) ? Object.keys(json).join(', ') : 'a list',
    expected: 'data, status_code, timestamp',
  }))
  if (hasEnvelope) checkTimestamp(verdicts, recorded)
  checkIds(verdicts, recorded)
}

function checkTimestamp(verdicts: Verdicts, recorded: Recorded): void {
  const { module, json, at } = recorded
  const stated = isJsonObject(json) ? json['timestamp'] : undefined
  const valid = typeof stated === 'string' && DATE_TIME.test(stated)
  verdicts.check('envelope_timestamp', module, valid, () => ({
    call: recorded,
    pointer: '/timestamp',
    found: stated ?? 'none',
    expected: '2026-01-31T12:00:00Z',
  }))
  const instant = valid ? parseInstant(stated) : null
  if (instant !== null)
    verdicts.check('clock', module, Math.abs(instant - at) <= CLOCK_MS, () => ({
      call: recorded,
      pointer: '/timestamp',
      found: stated,
      expected: new Date(at).toISOString(),
    }))
}

function checkIds(verdicts: Verdicts, recorded: Recorded): void {
  const { module, requestId, routed } = recorded
  const echoed = headerOf(recorded, 'x-request-id') === requestId && headerOf(recorded, 'x-correlation-id') !== null
  verdicts.check('ids_echoed', module, echoed, () => ({
    call: recorded,
    pointer: 'X-Request-ID, X-Correlation-ID',
    found: `${headerOf(recorded, 'x-request-id') ?? 'none'}, ${headerOf(recorded, 'x-correlation-id') ?? 'none'}`,
    expected: requestId,
  }))
  if (!routed) return
  const names = ['ocpi-from-party-id', 'ocpi-from-country-code', 'ocpi-to-party-id', 'ocpi-to-country-code']
  verdicts.check(
    'routing_headers',
    module,
    names.every((name) => headerOf(recorded, name) !== null),
    () => ({
      call: recorded,
      pointer: 'OCPI-from-party-id, OCPI-to-party-id',
      found: names.map((name) => headerOf(recorded, name) ?? 'none').join(', '),
    }),
  )
}
