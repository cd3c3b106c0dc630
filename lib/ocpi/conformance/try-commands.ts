// OCPI 2.2.1 §13: whether commands reach the operator, and whether it said what became of earlier ones. What is asked
// for is to stop a session that does not exist, so nothing happens at any charging point.
import { randomUUID } from 'node:crypto'
import { endpointUrl } from '@/lib/partners/find-connection'
import { commandResultUrl } from '../http/urls'
import { codecsOf } from '../wire/codecs'
import { isJsonObject } from '../wire/reader'
import { checkArrival } from './check-answer'
import { dataOf, isSuccess, statusCodeOf } from './recorded'
import { below, type Lab } from './lab'

const MODULE = 'commands'
const RESPONSES = new Set(['ACCEPTED', 'REJECTED', 'NOT_SUPPORTED', 'UNKNOWN_SESSION', 'TIMEOUT'])

export async function tryCommands({ probe, verdicts, connection, version, known }: Lab): Promise<void> {
  const base = endpointUrl(connection, MODULE, 'RECEIVER')
  if (!base)
    return ['command_reachable', 'command_answer', 'command_result'].forEach((rule) =>
      verdicts.skip(rule as 'command_answer', MODULE),
    )
  const responseUrl = commandResultUrl(version, 'STOP_SESSION', 'lab', randomUUID())
  const answer = await probe.ask(MODULE, below(base, 'STOP_SESSION'), {
    method: 'POST',
    body: codecsOf(version).commands.stopSessionToWire({ responseUrl, sessionId: `LAB-${randomUUID().slice(0, 8)}` }),
  })
  const code = statusCodeOf(answer)
  if (checkArrival(verdicts, answer)) {
    const reached = answer.http < 300 && code !== null
    verdicts.check('command_reachable', MODULE, reached, () => ({
      call: answer,
      found: `HTTP ${answer.http}, ${code ?? 'no status_code'}`,
      expected: 'HTTP 200',
    }))
    const data = dataOf(answer)
    const result = isJsonObject(data) ? data['result'] : undefined
    const timed = version === '2.1.1' || (isJsonObject(data) && Number.isInteger(data['timeout']))
    // An unknown session may also be refused by its status code.
    if (isSuccess(answer))
      verdicts.check('command_answer', MODULE, RESPONSES.has(String(result)) && timed, () => ({
        call: answer,
        pointer: '/data',
        found: data ?? 'none',
        expected: '{"result": "UNKNOWN_SESSION", "timeout": 30}',
      }))
  }
  checkOutcomes(verdicts, known)
  return undefined
}

/** What a station may rightly say no to is no refusal by its operator. */
const UNDONE = new Set(['REJECTED', 'FAILED', 'NOT_SUPPORTED'])

/** What became of the commands and charging profiles that were ordered here of late. */
function checkOutcomes(verdicts: Lab['verdicts'], known: Lab['known']): void {
  if (known.commands.length === 0) {
    verdicts.skip('command_result', MODULE)
    verdicts.skip('command_done', MODULE)
  }
  for (const { kind, at, answered, late, session, result } of known.commands) {
    verdicts.check('command_result', MODULE, answered && !late && session !== false, () => ({
      pointer: kind,
      found: !answered ? 'no result' : late ? 'result after the time-out' : 'no session',
      expected: new Date(at).toISOString(),
    }))
    if (result !== null)
      verdicts.check('command_done', MODULE, !UNDONE.has(result), () => ({
        pointer: `${kind} ${new Date(at).toISOString()}`,
        found: result,
        expected: 'ACCEPTED',
      }))
  }
  for (const { kind, at, result } of known.profiles)
    verdicts.check('profile_done', 'chargingprofiles', result === 'ACCEPTED', () => ({
      pointer: `${kind} ${new Date(at).toISOString()}`,
      found: result,
      expected: 'ACCEPTED',
    }))
}
