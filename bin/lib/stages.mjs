// The stages of `npm run check` and `npm test`. A tool is one test; a test runner counts its own.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPages } from './pages.mjs'
import { freshBundles } from './bundles.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'
import { seconds } from './report.mjs'
import { ROOT } from './root.mjs'

const SOURCES = ['app', 'bin', 'components', 'db', 'e2e', 'lib'].filter((folder) => existsSync(join(ROOT, folder)))
const CONFIGURATION = ['vitest.config.ts', 'playwright.config.ts', 'next.config.ts', 'proxy.ts', 'drizzle.config.ts']

/** `failures`: what failed and why, where a runner's report tells. @typedef {{ passed: number, failed: number, failures?: string[] }} Count */
/** @typedef {{ name: string, run: (show: Show) => Promise<Count> }} Stage */
/** Whether what a program prints is shown at once, or only if it fails. @typedef {'always' | 'on failure'} Show */

// TypeScript 7 checks in a third of the time; dependency-cruiser and Next still read with 6 (docs/decisions/0004).
const NATIVE_TSC = '../typescript-native/bin/tsc'

/** @type {Stage} */
export const types = {
  name: 'types',
  // Next writes the types of the routes, and of images and styles, which the compiler needs in a fresh clone.
  run: async (show) => {
    const generated = await program('next', ['typegen'], 'on failure')
    return generated.failed > 0 ? generated : program(NATIVE_TSC, ['--noEmit'], show)
  },
}

/** @type {Stage} */
export const lint = {
  name: 'lint',
  run: (show) => program('oxlint', ['--deny-warnings', ...SOURCES, ...CONFIGURATION.filter(isPresent)], show),
}

/** @type {Stage} */
export const format = {
  name: 'format',
  run: (show) => program('oxfmt', ['--check', ...SOURCES, ...CONFIGURATION.filter(isPresent)], show),
}

/** @type {Stage} */
export const imports = {
  name: 'import rules',
  run: (show) => program('depcruise', [...SOURCES, '--config', '.dependency-cruiser.cjs'], show),
}

/** @type {Stage} */
export const unit = { name: 'unit tests', run: (show) => vitest('unit', show) }

/** The same with fewer examples for each property: in seconds. @type {Stage} */
export const quickUnit = { name: 'unit tests', run: (show) => vitest('unit', show, { PROPERTY_RUNS: '20' }) }

/** @type {Stage} */
export const peers = { name: 'peer tests', run: (show) => vitest('peers', show) }

/** @type {Stage} */
export const database = { name: 'database tests', run: (show) => vitest('db', show) }

/** @type {Stage} */
export const build = {
  name: 'build',
  run: async () => {
    try {
      await freshBundles()
      await buildPages()
      return { passed: 1, failed: 0 }
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      return { passed: 0, failed: 1 }
    }
  },
}

/** @type {Stage} */
export const browser = {
  name: 'browser tests',
  run: (show) =>
    withReport(async (report) => {
      const ran = await program('playwright', ['test'], show, { PLAYWRIGHT_JSON_OUTPUT_FILE: report })
      const result = readReport(report)
      if (!result) return { ran }
      const { expected, flaky, unexpected } = result.stats
      return { passed: expected + flaky, failed: unexpected, failures: playwrightFailures(result), ran }
    }),
}

/**
 * Runs stages one after the other, or `parallel`, and tells how long each took. One that fails stops no other.
 * @param {Stage[]} stages
 * @param {{ parallel: boolean }} how
 * @returns {Promise<Count>}
 */
export async function runStages(stages, { parallel }) {
  /** @param {Stage} stage */
  const one = async ({ name, run }) => {
    const since = Date.now()
    if (!parallel) console.log(`\n── ${name}`)
    const count = await run(parallel ? 'on failure' : 'always')
    console.log(`${count.failed > 0 ? '✗' : '✓'} ${name.padEnd(16)} ${seconds(since).padStart(8)}`)
    if (count.failed === 0) return count
    return { ...count, failures: [[`\n✗ ${name}`, ...(count.failures ?? [])].join('\n\n')] }
  }
  const counts = []
  if (parallel) counts.push(...(await Promise.all(stages.map(one))))
  else for (const stage of stages) counts.push(await one(stage))
  return total(counts)
}

/**
 * The closing lines: each stage that failed with its failed tests, printed long before, and the count.
 * @param {Count[]} groups what `runStages` returned
 * @returns {boolean} whether nothing failed
 */
export function close(...groups) {
  const { passed, failed, failures } = total(groups)
  for (const failure of failures) console.log(failure)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0
}

/** @param {Count[]} counts */
function total(counts) {
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, 0),
    failures: counts.flatMap(({ failures = [] }) => failures),
  }
}

/**
 * @param {string} project
 * @param {Show} show
 * @param {Record<string, string>} variables
 */
function vitest(project, show, variables = {}) {
  return withReport(async (report) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const ran = await program('vitest', ['run', '--project', project, ...reporters], show, variables)
    const result = readReport(report)
    if (!result) return { ran }
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests,
      failures: vitestFailures(result),
      ran,
    }
  })
}

/**
 * What a runner counted. One that fails without a failed test, or runs none at all, has failed as well.
 * @param {(report: string) => Promise<Partial<Count> & { ran: Count }>} run
 * @returns {Promise<Count>}
 */
async function withReport(run) {
  const folder = mkdtempSync(join(tmpdir(), 'laddnota-report-'))
  try {
    const { passed = 0, failed = 0, failures = [], ran } = await run(join(folder, 'report.json'))
    const isBroken = failed === 0 && (ran.failed > 0 || passed === 0)
    return { passed, failed: isBroken ? 1 : failed, failures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} path */
function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** @param {string} path */
function isPresent(path) {
  return existsSync(join(ROOT, path))
}

/**
 * Runs a program of an installed package.
 * @param {string} name
 * @param {string[]} args
 * @param {Show} show
 * @param {Record<string, string>} [variables]
 * @returns {Promise<Count>}
 */
function program(name, args, show, variables = {}) {
  return new Promise((resolve) => {
    const child = spawn(join(ROOT, 'node_modules/.bin', name), args, {
      cwd: ROOT,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...variables },
      stdio: show === 'always' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text))
    const finish = (/** @type {boolean} */ passed) => {
      if (!passed && output) console.log(`\n── ${name}\n${output.trim()}\n`)
      resolve({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 })
    }
    child.once('error', (error) => {
      output += error.message
      finish(false)
    })
    child.once('close', (code) => finish(code === 0))
  })
}
