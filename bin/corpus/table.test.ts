import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAULT_KINDS } from '@/lib/ocpi/testing/cpo/corpus/generate-corpus'
import type { CorpusReport } from './run'
import { isSound, placeCorpus, toMarkdown } from './table'

const REPORT: CorpusReport = {
  seed: 7,
  cdrs: 1010,
  seconds: 3,
  kinds: [{ kind: 'wh_for_kwh', says: 'Wh where kWh belong', planted: 10, found: 10, held: 10, missed: [] }],
  clean: 1000,
  alarms: [],
  refused: [],
}

test('a report is sound if all was found and nothing else', () => {
  expect(isSound(REPORT)).toBe(true)
  expect(isSound({ ...REPORT, kinds: [{ ...REPORT.kinds[0]!, found: 9 }] })).toBe(false)
  expect(isSound({ ...REPORT, alarms: [{ cdr: 'C1', codes: ['STUCK_SESSION'] }] })).toBe(false)
  expect(isSound({ ...REPORT, refused: ['C1'] })).toBe(false)
})

test('the table has its place in the README', () => {
  const readme = 'a\n<!-- corpus, made by `npm run corpus -- --readme` -->\nold\n<!-- /corpus -->\nb'
  expect(placeCorpus(readme, toMarkdown(REPORT))).toContain('| Wh where kWh belong | 10 | 10 | 10 |')
  expect(() => placeCorpus('nothing', '')).toThrow('no place')
})

test('the README tells of every kind, in ten thousand CDRs, found without exception', () => {
  const readme = readFileSync('README.md', 'utf8')
  const table = readme.split('<!-- corpus,')[1]?.split('<!-- /corpus -->')[0] ?? ''
  const rows = [...table.matchAll(/^\| (.+?) +\| +(\d+) \| +(\d+) \| +(\d+) \|$/gm)].map(([, says, ...counts]) => ({
    says: says?.trim(),
    counts: counts.map(Number),
  }))
  expect(rows.slice(0, -1).map(({ says }) => says)).toEqual(FAULT_KINDS.map(({ says }) => says))
  expect(rows.length).toBeGreaterThan(30)
  for (const { counts } of rows) expect(counts[0]).toBe(counts[1])
  expect(Number(/(\d+) CDRs in three versions/.exec(table)?.[1])).toBeGreaterThanOrEqual(10_000)
  expect(Number(/held, ([\d.]+) %/.exec(table)?.[1])).toBeLessThan(0.1)
})
