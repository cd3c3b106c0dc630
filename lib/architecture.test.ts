// The rules of the house that imports cannot say. Who may import whom stands in .dependency-cruiser.cjs.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = process.cwd()
const LIB = join(ROOT, 'lib')
const BUSINESS = ['partners', 'customers', 'roaming', 'rating', 'billing', 'ledger', 'payments']
const HEADINGS = ['What it means', 'Owns / does not own', 'Times', 'Lifecycle and failure', 'Invariants']
const LINE_LIMIT = 400

// What a business module consists of, besides verbs (`<verb>-<noun>.ts`), tests and folders of sub-nouns.
const VOCABULARY = ['README.md', 'schema.ts', 'queries.ts']
const FREE_FOLDERS = ['core', 'queries', 'documents', 'providers', 'fixtures']
const SUB_NOUN = /^[a-z]+(-[a-z]+)*$/
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*([.](property|db))?([.]test)?[.]tsx?$/

/** Files of several small verbs about one subject, named after the subject. */
const SEVERAL_VERBS = [
  'lib/partners/sync-marks.ts',
  'lib/roaming/commands/settle-command.ts',
  'lib/roaming/profiles/settle-profile.ts',
  'lib/roaming/tokens/token-pushes.ts',
]
/** Changes that need no permission: what the person does to nobody else, and what the partner's own request causes. */
const WITHOUT_PERMISSION = [
  'lib/auth/users/change-my-password.ts',
  'lib/partners/end-registration.ts',
  'lib/partners/save-registration.ts',
  'lib/partners/note-party-answer.ts',
  'lib/partners/note-registration-failure.ts',
  'lib/roaming/commands/settle-command.ts',
  'lib/roaming/profiles/settle-profile.ts',
]
/** Changes whose audit row is written by the verbs that they call, that only plan jobs, or that installing makes. */
const WITHOUT_AUDIT = [
  'lib/billing/issue-credit-note.ts',
  'lib/partners/plan-invoice-record-pulls.ts',
  'lib/partners/plan-client-info.ts',
  'lib/partners/plan-sync.ts',
  'lib/partners/conformance/plan-runs.ts',
  'lib/partners/plan-rotations.ts',
  'lib/rating/reviews/review-cdrs.ts',
  'lib/rating/price-plans/ensure-public-plan.ts',
]

// The present moment and a person's notation come from one place each, or tests and time zones cannot be trusted.
const BANNED = /\bDate[.]now\(|\bnew Date\(\s*\)|[.]toLocale(Date|Time|)String\(|\bnew Intl[.]|\bTemporal[.]Now\b/
const MAY_TELL_TIME = [
  /^lib\/platform\/clock[.]ts$/,
  /^lib\/kernel\/(time|format)/,
  /^lib\/ocpi\/testing\//,
  /^db\/(embedded|testing)\//,
]

const sources = ['app', 'components', 'db', 'lib']
  .flatMap((folder) => filesBelow(folder))
  .filter((file) => /[.](ts|tsx|mjs)$/.test(file))
const isTest = (file: string) => /[.]test[.]tsx?$/.test(file)
const moduleFiles = BUSINESS.flatMap((module) => filesBelow(`lib/${module}`))
const verbs = moduleFiles.filter((file) => isVerb(file))

function filesBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll(sep, '/'),
    )
    .toSorted()
}

function isVerb(file: string): boolean {
  const folders = dirname(file).split('/').slice(2)
  return (
    !folders.some((folder) => FREE_FOLDERS.includes(folder)) &&
    file.endsWith('.ts') &&
    !isTest(file) &&
    file.includes('-', file.lastIndexOf('/'))
  )
}

function isInVocabulary(file: string): boolean {
  const folders = dirname(file).split('/').slice(2)
  if (!folders.every((folder) => SUB_NOUN.test(folder))) return false
  if (folders.some((folder) => FREE_FOLDERS.includes(folder))) return true
  return VOCABULARY.includes(basename(file)) || isTest(file) || isVerb(file)
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

describe('modules', () => {
  const modules = readdirSync(LIB, { withFileTypes: true }).filter((entry) => entry.isDirectory())

  test.each(modules.map((entry) => entry.name))('lib/%s says what it is in five headings', (module) => {
    const readme = join(LIB, module, 'README.md')
    expect(existsSync(readme), `lib/${module}/README.md`).toBe(true)
    const headings = [...readFileSync(readme, 'utf8').matchAll(/^## (.+)$/gm)].map((match) => match[1])
    expect(headings).toEqual(HEADINGS)
  })

  test('every file is in the vocabulary: README, schema, queries, verb or test', () => {
    expect(moduleFiles.filter((file) => !isInVocabulary(file))).toEqual([])
  })

  test('a verb file exports functions of its verb', () => {
    const exportsItsVerb = (file: string) =>
      new RegExp(`export (async )?(function|const) ${basename(file).split('-')[0]}[A-Z]`).test(read(file))
    expect(verbs.filter((file) => !exportsItsVerb(file) && !SEVERAL_VERBS.includes(file))).toEqual([])
  })
})

describe('changes', () => {
  const changes = [...verbs, ...filesBelow('lib/auth/users').filter(isVerb)].filter((file) =>
    /\bwithTransaction[<(]/.test(read(file)),
  )

  test('each leaves an audit row', () => {
    const silent = changes.filter((file) => !/\baudit[A-Za-z]*\(/.test(read(file)))
    expect(silent.filter((file) => !WITHOUT_AUDIT.includes(file))).toEqual([])
  })

  test('each that staff may make asks for a permission', () => {
    const open = changes.filter((file) => read(file).includes('StaffCtx') && !/\bauthorize\(/.test(read(file)))
    expect(open.filter((file) => !WITHOUT_PERMISSION.includes(file))).toEqual([])
  })

  test('every waiver is still needed', () => {
    expect([...WITHOUT_AUDIT, ...WITHOUT_PERMISSION].filter((file) => !changes.includes(file))).toEqual([])
    expect(SEVERAL_VERBS.filter((file) => !verbs.includes(file))).toEqual([])
  })
})

describe('files', () => {
  test('every name is in kebab-case', () => {
    expect(sources.filter((file) => file.startsWith('lib/') && !KEBAB.test(basename(file)))).toEqual([])
  })

  test('none is too long to read', () => {
    const long = sources.filter((file) => !isTest(file) && read(file).trimEnd().split('\n').length > LINE_LIMIT)
    expect(long).toEqual([])
  })

  test('only the clock knows what time it is, and only the formatter how people write', () => {
    const guarded = sources.filter((file) => !isTest(file) && !MAY_TELL_TIME.some((allowed) => allowed.test(file)))
    const offending = guarded.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) =>
          BANNED.test(line) && !/^\s*(\/\/|\*)/.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    )
    expect(offending).toEqual([])
  })
})
