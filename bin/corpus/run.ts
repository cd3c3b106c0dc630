// A corpus through the real path: sessions and CDRs to the OCPI endpoint, every CDR checked and priced, and what was found
// held against what was planted.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { SystemCtx } from '@/lib/auth/context'
import { call } from '@/lib/ocpi/testing/call'
import { FAULT_KINDS, generateCorpus, type Corpus, type Item } from '@/lib/ocpi/testing/cpo/corpus/generate-corpus'
import { findPendingCdrIds, rateCdrs } from '@/lib/rating/rate-cdrs'
import { openWorld, type World } from './world'

export type KindRow = { kind: string; says: string; planted: number; found: number; held: number; missed: string[] }
export type CorpusReport = {
  seed: number
  cdrs: number
  seconds: number
  kinds: KindRow[]
  clean: number
  /** CDRs with nothing wrong that got a warning or were held, and by which findings. */
  alarms: { cdr: string; codes: string[] }[]
  /** Messages that were to be taken and were not. */
  refused: string[]
}

const AT_ONCE = 8
/** A credit CDR waits for its original. */
const ROUNDS = 5

type Judged = { status: string; findings: { code: string; severity: string }[] }

export async function runCorpus(
  ctx: SystemCtx,
  given: { seed: number; count: number; nowMs: number },
): Promise<CorpusReport> {
  const startedAt = performance.now()
  const corpus = generateCorpus(given)
  const world = await openWorld(ctx, corpus)
  const refused = await sendAll(corpus, world)
  for (let round = 0; round < ROUNDS; round += 1) {
    const pending = await findPendingCdrIds(getDb(), given.count * 2)
    if (pending.length === 0) break
    await rateCdrs(ctx, pending)
  }
  const judged = await readJudged(world)
  return {
    seed: given.seed,
    cdrs: judged.size,
    seconds: (performance.now() - startedAt) / 1000,
    ...tabulate(corpus, judged),
    refused,
  }
}

async function sendAll({ items }: Corpus, world: World): Promise<string[]> {
  const refused: string[] = []
  let next = 0
  const work = async () => {
    for (let item = items[next++]; item; item = items[next++]) refused.push(...(await send(item, world)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return refused
}

async function send({ version, party, session, cdrs, kind }: Item, world: World): Promise<string[]> {
  const partner = world.get(version)! // opened for every version of the corpus
  const prefix = `/ocpi/${version}`
  const refused: string[] = []
  const note = (what: string, { code, message }: { code: number; message: string }) => {
    if (code >= 2000) refused.push(`${kind ?? 'clean'} ${version} ${what}: ${code} ${message}`)
  }
  if (session) {
    const path = `${prefix}/sessions/${party.country_code}/${party.party_id}/${session.id}`
    note('session', await call(partner, 'PUT', path, session.body))
  }
  for (const [index, cdr] of cdrs.entries()) {
    const answer = await call(partner, 'POST', `${prefix}/cdrs`, cdr)
    // What is known already must be refused with another content: that is the fault.
    const isReplay = kind === 'conflicting_replay' && index > 0
    if (!isReplay || answer.code < 2000)
      note(isReplay ? 'a replay was taken' : 'cdr', isReplay ? { code: 2001, message: '' } : answer)
  }
  return refused
}

async function readJudged(world: World): Promise<Map<string, Judged>> {
  const ids = JSON.stringify([...world.values()].map(({ partnerId }) => partnerId))
  const rows = (await getDb().execute(sql`
    select c.party_id || ' ' || c.ocpi_id as key, c.status, coalesce(
      json_agg(json_build_object('code', f.code, 'severity', f.severity)) filter (where f.code is not null), '[]') as findings
    from cdrs c left join cdr_findings f on f.cdr_id = c.id
    where c.partner_id in (select json_array_elements_text(${ids}::text::json)) group by c.id`)) as unknown as ({
    key: string
  } & Judged)[] // the columns of the statement
  return new Map(rows.map(({ key, ...judged }) => [key, judged]))
}

const isAlarm = ({ severity }: { severity: string }) => severity === 'warning' || severity === 'hold'

function tabulate(
  { items }: Corpus,
  judged: ReadonlyMap<string, Judged>,
): Pick<CorpusReport, 'kinds' | 'clean' | 'alarms'> {
  const ofCdr = ({ party }: Item, id: string) => judged.get(`${party.party_id} ${id}`)
  const kinds = FAULT_KINDS.map(({ name, says, expected }): KindRow => {
    const planted = items.filter(({ kind }) => kind === name)
    const missed = planted.filter(
      (item) => !ofCdr(item, item.cdrId)?.findings.some(({ code }) => expected.includes(code)),
    )
    const held = planted.filter((item) => ofCdr(item, item.cdrId)?.status === 'held').length
    return {
      kind: name,
      says,
      planted: planted.length,
      found: planted.length - missed.length,
      held,
      missed: missed.map((item) => {
        const found = ofCdr(item, item.cdrId)
        return `${item.version} ${item.cdrId}: ${found?.status ?? 'not there'} ${found?.findings.map(({ code }) => code).join(', ')}`
      }),
    }
  })
  const clean = items
    .filter(({ kind }) => kind === null)
    .flatMap((item) => [item.cdrId, ...item.touched].map((id) => ({ id, judged: ofCdr(item, id), item })))
  const alarms = clean
    .filter(({ judged: found }) => !found || found.status === 'pending' || found.findings.some(isAlarm))
    .map(({ id, judged: found, item }) => ({
      cdr: `${item.version} ${id}`,
      codes: found?.findings.filter(isAlarm).map(({ code }) => code) ?? ['NOT_THERE'],
    }))
  return { kinds, clean: clean.length, alarms }
}
