import { describe, expect, test } from 'vitest'
import { FAULT_KINDS, generateCorpus } from './generate-corpus'

const NOW = Date.UTC(2026, 10, 20)
const corpus = generateCorpus({ seed: 11, count: 300, nowMs: NOW })
const textOf = (body: object) => JSON.stringify(body)

test('the same seed tells the same story, another one another', () => {
  expect(textOf(generateCorpus({ seed: 11, count: 300, nowMs: NOW }))).toBe(textOf(corpus))
  expect(textOf(generateCorpus({ seed: 12, count: 300, nowMs: NOW }))).not.toBe(textOf(corpus))
})

test('every kind is planted, most CDRs are right, in three versions', () => {
  expect(corpus.items).toHaveLength(300)
  const kinds = new Set(corpus.items.map(({ kind }) => kind))
  expect(FAULT_KINDS.filter(({ name }) => !kinds.has(name))).toEqual([])
  expect(FAULT_KINDS.length).toBeGreaterThanOrEqual(30)
  expect(new Set(FAULT_KINDS.map(({ says }) => says)).size).toBe(FAULT_KINDS.length)
  expect(new Set(corpus.items.map(({ version }) => version))).toEqual(new Set(['2.1.1', '2.2.1', '2.3.0']))
})

test('every kind is planted as often as any other, at any hour', () => {
  for (const hour of [0, 5, 11, 18]) {
    const { items } = generateCorpus({ seed: 7, count: 500, nowMs: NOW + hour * 3_600_000 })
    expect(items).toHaveLength(500)
    const rare = FAULT_KINDS.filter(({ name }) => items.filter(({ kind }) => kind === name).length < 4)
    expect(rare).toEqual([])
  }
})

test('ids are one CDR each, unless the fault is that they are not', () => {
  const ids = corpus.items
    .filter(({ kind }) => kind !== 'conflicting_replay')
    .flatMap(({ party, cdrs }) => cdrs.map(({ id }) => `${party.party_id} ${id}`))
  expect(new Set(ids).size).toBe(ids.length)
})

test('cards, sessions and places of right CDRs are known', () => {
  const cards = new Set(corpus.cards.flatMap(({ uid, contract_id: contract }) => [uid, contract]))
  for (const item of corpus.items.filter(({ kind }) => kind === null)) {
    const [cdr] = item.cdrs as { auth_id?: string; cdr_token?: { uid: string } }[] // as written above
    expect(cards).toContain(cdr?.auth_id ?? cdr?.cdr_token?.uid)
    expect(item.session).not.toBeNull()
  }
})

describe('what is planted is no accident', () => {
  test('a card has no other charge at the time of one that is right', () => {
    const spans = corpus.items
      .filter(({ kind, version }) => kind === null && version !== '2.1.1')
      .map(({ cdrs: [cdr] }) => cdr as { cdr_token: { uid: string }; start_date_time: string; end_date_time: string })
    const clashes = spans.filter((one) =>
      spans.some(
        (other) =>
          other !== one &&
          other.cdr_token.uid === one.cdr_token.uid &&
          other.start_date_time < one.end_date_time &&
          other.end_date_time > one.start_date_time,
      ),
    )
    expect(clashes).toEqual([])
  })
})
