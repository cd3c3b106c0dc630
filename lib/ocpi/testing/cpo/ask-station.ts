// Commands go to a station, which takes its time: the answer at once is the operator's, the result the station's.
import type { Cpo } from './cpo'
import { speakerFor } from './hub'
import { ok, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { callPartner } from './partner-client'
import { hasParties, type Version } from './version'
import type { Owner } from './wire'

const TIMEOUT_SECONDS = 30

/** 2.1.1 has no words for why. */
const OLD_RESULTS = ['NOT_SUPPORTED', 'REJECTED', 'ACCEPTED', 'TIMEOUT', 'UNKNOWN_SESSION']

function resultIn(version: Version, result: string): string {
  return hasParties(version) || OLD_RESULTS.includes(result) ? result : 'REJECTED'
}

/** The answer at once; what follows runs once it has been sent. */
export function answered({ version }: OcpiRequest, result: string, afterwards?: () => void): OcpiAnswer {
  const data = { result: resultIn(version, result), ...(hasParties(version) && { timeout: TIMEOUT_SECONDS }) }
  return { ...ok(data), ...(afterwards && { afterwards }) }
}

export type Verdict = { result: string; act?: () => void }

export type Errand = {
  request: OcpiRequest
  /** Where the eMSP wants to hear of it. */
  url: string
  /** The party whose station it is. */
  owner: Owner
  station: () => Verdict
}

/** POST of a result to the eMSP, in the version in which it asked. */
export async function sendResult(
  cpo: Cpo,
  { version, owner, url }: { version: Version; owner: Owner; url: string },
  body: { result: string } & Record<string, unknown>,
): Promise<void> {
  const from = speakerFor(cpo, owner, 'commands')
  if (!from) return
  await callPartner(cpo, { method: 'POST', url, from, body: { ...body, result: resultIn(version, body.result) } })
}

/** Asks the station, after the time that stations take, tells the eMSP what it said, then does it. */
export function askStation(cpo: Cpo, { request, url, owner, station }: Errand): () => void {
  const run = async () => {
    const wrong = cpo.misbehaviour.takeForCommand('command_failed', 'command_no_result')
    await cpo.clock.sleep(cpo.settings.commandDelayMs, cpo.closing.signal)
    if (cpo.closing.signal.aborted) return
    const { result, act } = wrong?.kind === 'command_failed' ? { result: 'FAILED' } : station()
    const silent = wrong?.kind === 'command_no_result' || cpo.standing.on('command_never_answers')
    const late = cpo.standing.on('command_result_late')
    if (late) act?.()
    if (late) await cpo.clock.sleep(late.delayMs ?? (TIMEOUT_SECONDS + 5) * 1000, cpo.closing.signal)
    if (!silent) await sendResult(cpo, { version: request.version, owner, url }, { result })
    if (!late) act?.()
  }
  return () => void run().catch((error: unknown) => cpo.log(`command result failed: ${String(error)}`))
}
