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
  if (known.commands.length === 0) verdicts.skip('command_result', MODULE)
  for (const command of known.commands)
    verdicts.check('command_result', MODULE, command.answered && !command.late && command.session !== false, () => ({
      pointer: command.kind,
      found: !command.answered ? 'no result' : command.late ? 'result after the time-out' : 'no session',
      expected: new Date(command.at).toISOString(),
    }))
  return undefined
}
