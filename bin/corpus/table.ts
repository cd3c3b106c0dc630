// The report of a corpus as the README has it.
import type { CorpusReport } from './run'

const BEGIN = '<!-- corpus, made by `npm run corpus -- --readme` -->'
const END = '<!-- /corpus -->'
const MOST_ALARMS = 0.001

/** Every fault found, hardly ever a false alarm, and nothing refused that was to be taken. */
export function isSound({ kinds, clean, alarms, refused }: CorpusReport): boolean {
  return (
    kinds.every(({ planted, found }) => found === planted) &&
    alarms.length < clean * MOST_ALARMS &&
    refused.length === 0
  )
}

export function toMarkdown({ seed, cdrs, kinds, clean, alarms }: CorpusReport): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  const sum = (pick: (row: CorpusReport['kinds'][number]) => number) => kinds.reduce((all, kind) => all + pick(kind), 0)
  return [
    `Seed ${seed}: ${cdrs} CDRs in three versions, ${kinds.length} kinds of fault.`,
    '',
    row(['What is wrong', 'Planted', 'Found', 'Held']),
    row(['---', '--:', '--:', '--:']),
    ...kinds.map(({ says, planted, found, held }) => row([says, planted, found, held])),
    row(['**All**', sum(({ planted }) => planted), sum(({ found }) => found), sum(({ held }) => held)]),
    '',
    `${clean} CDRs with nothing wrong: ${alarms.length} with a warning or held, ${((alarms.length / clean) * 100).toFixed(2)} %.`,
  ].join('\n')
}

/** The README with the table in its place. */
export function placeCorpus(readme: string, table: string): string {
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error('the README has no place for the corpus')
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`
}
