// Whole-network pushes and pulls outside of the daily flow.
import { tokenKey, type Cpo } from './cpo'
import { callModule, callPartner, type Answer } from './partner-client'
import { putObject } from './push-object'
import { readTokenFields } from './read-token'
import { hasParties } from './version'
import type { Token } from './wire'

export type PushResult = { sent: number; accepted: number; errors: string[] }

async function inBatches<T>(list: readonly T[], size: number, act: (entry: T) => Promise<Answer>): Promise<PushResult> {
  const result: PushResult = { sent: 0, accepted: 0, errors: [] }
  let next = 0
  const worker = async () => {
    for (let entry = list[next++]; entry !== undefined; entry = list[next++]) {
      const answer = await act(entry)
      result.sent += 1
      if (answer.ok) result.accepted += 1
      else if (result.errors.length < 10) result.errors.push(`HTTP ${answer.http} ${answer.message ?? ''}`.trim())
    }
  }
  await Promise.all(Array.from({ length: size }, worker))
  return result
}

/** PUT of every tariff, then of every location. */
export async function pushAll(cpo: Cpo): Promise<{ tariffs: PushResult; locations: PushResult }> {
  const tariffs = await inBatches(cpo.tariffs, 4, (tariff) => putObject(cpo, 'tariffs', tariff))
  // 2.1.1 cannot say that a location is not for everybody.
  const sent = cpo.locations.filter(({ publish }) => publish || hasParties(cpo.connection?.version ?? '2.2.1'))
  const locations = await inBatches(sent, 4, (location) => putObject(cpo, 'locations', location))
  return { tariffs, locations }
}

/** Reads all of the eMSP's tokens, page by page. */
export async function pullTokens(cpo: Cpo): Promise<{ tokens: number; pages: number; error?: string }> {
  let answer = await callModule(cpo, { module: 'tokens', role: 'SENDER', query: 'limit=200' }, { method: 'GET' })
  for (let pages = 1; ; pages += 1) {
    if (!answer.ok) return { tokens: cpo.tokens.size, pages, error: `HTTP ${answer.http} ${answer.message ?? ''}` }
    for (const entry of Array.isArray(answer.data) ? answer.data : []) {
      const token = readTokenFields(cpo, cpo.connection?.version ?? '2.2.1', entry) as Token // Believed: it is theirs.
      cpo.tokens.set(tokenKey(token.uid, token.type), token)
    }
    const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(answer.link ?? '')?.[1]
    cpo.changed()
    if (!next || pages >= 1000) return { tokens: cpo.tokens.size, pages }
    answer = await callPartner(cpo, { method: 'GET', url: next })
  }
}
