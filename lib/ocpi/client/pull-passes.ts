// Whom a list is asked for: a partner itself, each party of a platform (guide TR-36), or a hub for all of its parties
// at once where it does that, party by party where it does not.
import type { SystemCtx } from '@/lib/auth/context'
import { foldParty } from '@/lib/partners/core/our-party'
import { splitParty } from '@/lib/partners/core/party'
import type { Connection } from '@/lib/partners/find-connection'
import { noteHubPull } from '@/lib/partners/note-hub-pull'
import { listOperators } from '@/lib/partners/queries/route'
import { logger } from '@/lib/platform/logger'
import { explainHubCode } from '../wire/hub-codes'
import { isHubStatus, noteHubStatus } from './hub-status'
import { listPages, type Page, type PageStart } from './list-pages'
import { PartnerCallError } from './partner-client'
import { peerFor, peerOf } from './peer-of'

/** A page, and of which party alone it was asked: what it holds of others came unasked. */
export type PassPage = Page & {
  only: string | null
  /** A party before it failed, so that what was not listed may be there all the same. */
  incomplete?: boolean
}

/** Where an earlier reading stopped: what it asked for (null: all at once), and the page to go on with. */
export type PassStart = PageStart & { only: string | null }

export type Pull = {
  connection: Connection
  module: string
  url: string
  query: Readonly<Record<string, string>>
  /** Null: from the beginning. */
  from: PassStart | null
}

/**
 * Every page of a list, whoever has to be asked for it. Parties that are not there are left out; one that fails does
 * not keep the others from being read, and its failure is thrown at the end.
 */
export async function* listPasses(ctx: SystemCtx, pull: Pull): AsyncGenerator<PassPage> {
  const { connection, module, url, query } = pull
  if (connection.hubParty !== null) return yield* hubPasses(ctx, pull)
  const parties = [
    ...new Set(
      connection.roles
        .filter(({ role }) => role.toUpperCase() === 'CPO')
        .map(({ countryCode, partyId }) => foldParty(countryCode, partyId)),
    ),
  ]
  if (parties.length > 1) return yield* partyPasses(ctx, pull, parties)
  const start = pull.from?.only === null ? pull.from : undefined
  for await (const page of listPages(peerOf(connection), module, url, query, start)) yield { ...page, only: null }
}

async function* hubPasses(ctx: SystemCtx, pull: Pull): AsyncGenerator<PassPage> {
  const { connection, module, url, query, from } = pull
  const operators = await listOperators(connection.partnerId)
  const reachable = operators.filter((operator) => operator.reachable).map(({ key }) => key)
  if (connection.hubPull[module] !== 'per_party' && (from === null || from.only === null)) {
    let items = from?.offset ?? 0
    try {
      for await (const page of listPages(peerOf(connection), module, url, query, from ?? undefined)) {
        items += page.items.length
        yield { ...page, only: null }
      }
    } catch (error) {
      if (items > 0 || !refusesAll(error) || reachable.length === 0) throw error
      items = -1
    }
    // An empty list of everything may also be the answer of a hub that has nothing of its own.
    const isEmpty = items === 0 && !('date_from' in query) && reachable.length > 0
    if (items >= 0 && !isEmpty) return
    const wayOut = partyPasses(ctx, { ...pull, from: null }, reachable)
    for await (const page of wayOut) {
      // It has things, and gave none of them when it was asked for all.
      if (page.items.length > 0) await noteHubPull(ctx, connection.partnerId, module)
      yield page
    }
    return
  }
  yield* partyPasses(ctx, pull, reachable)
}

/** "Not like this", rather than "not now". */
function refusesAll(error: unknown): boolean {
  if (!(error instanceof PartnerCallError)) return false
  const { http, code } = error
  return explainHubCode(code) !== null || code === 2000 || code === 2001 || [400, 403, 404, 405, 501].includes(http)
}

async function* partyPasses(ctx: SystemCtx, pull: Pull, parties: readonly string[]): AsyncGenerator<PassPage> {
  const { connection, module, url, query, from } = pull
  let failure: unknown
  const first = from === null ? 0 : Math.max(0, parties.indexOf(from.only ?? ''))
  for (const party of parties.slice(first)) {
    // A party whose last page had been read has nothing to go on with.
    if (from?.only === party && from.next === null) continue
    const start = from?.only === party ? from : undefined
    const peer = peerFor(connection, splitParty(party))
    try {
      for await (const page of listPages(peer, module, url, query, start))
        yield { ...page, only: party, incomplete: failure !== undefined }
    } catch (error) {
      if (!(error instanceof PartnerCallError)) throw error
      await noteHubStatus(ctx, connection, peer, error)
      logger.warn('pull.party', { partnerId: connection.partnerId, module, party, reason: error.message })
      // Away is no failure of the pull; everything else is.
      if (!(isHubStatus(error) && error.code === 4003)) failure ??= error
    }
  }
  if (failure !== undefined) throw failure
}
