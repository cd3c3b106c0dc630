// The processes as JavaScript: TypeScript once bundled starts several times faster than when it is translated at
// every start. One folder per state of the sources, so a running process keeps its own files.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { serverFingerprint } from './fingerprint.mjs'
import { Refusal } from './report.mjs'
import { ROOT } from './root.mjs'

const BUILD = join(ROOT, '.build')
const KEPT_MS = 3 * 24 * 3600 * 1000
const ENTRIES = {
  portal: 'bin/portal.ts',
  worker: 'bin/worker.ts',
  'back-test-thread': 'bin/back-test-thread.ts',
  cli: 'bin/cli.ts',
  cpo: 'bin/cpo.ts',
  demo: 'bin/demo.ts',
  bench: 'bin/bench.ts',
  corpus: 'bin/corpus.ts',
  fuzz: 'bin/fuzz.ts',
  'ocpi-table': 'bin/ocpi-table.ts',
  migrate: 'bin/migrate.ts',
  schema: 'db/migrate.ts',
  env: 'lib/platform/env.ts',
  dispatch: 'lib/ocpi/http/dispatch.ts',
}

// `@/` is us: without this, a module of ours that is missing would be taken for a package, and missed at the start.
/** @type {import('esbuild').Plugin} */
const ours = {
  name: 'ours',
  setup(build) {
    build.onResolve({ filter: /^@[/]/ }, ({ path, kind }) =>
      build.resolve(`./${path.slice(2)}`, { kind, resolveDir: ROOT }),
    )
  },
}

/**
 * The options that make the bundles. `server-only` is emptied: these processes are the server.
 * @param {string} outdir
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions(outdir) {
  const present = Object.entries(ENTRIES).filter(([, path]) => existsSync(join(ROOT, path)))
  return {
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(present),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [ours],
    alias: { 'server-only': './bin/lib/server-only.mjs' },
    sourcemap: true,
    logLevel: 'silent',
  }
}

/** The folder with the bundles of the present sources, made if there is none. */
export async function freshBundles() {
  const folder = join(BUILD, serverFingerprint())
  if (existsSync(folder)) return folder
  mkdirSync(BUILD, { recursive: true })
  const draft = mkdtempSync(join(BUILD, 'draft-'))
  try {
    const { build, stop } = await import('esbuild')
    await build(bundleOptions(draft))
    await stop()
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another process may just have made the same one.
    if (!existsSync(folder)) throw explained(error)
  }
  removeOld(folder)
  return folder
}

/** @param {unknown} error */
function explained(error) {
  const errors = /** @type {import('esbuild').BuildFailure} */ (error).errors
  if (!Array.isArray(errors)) return error
  const places = errors.map(({ text, location }) => `${location ? `${location.file}:${location.line}: ` : ''}${text}`)
  return new Refusal(`The processes could not be bundled:\n${places.join('\n')}`)
}

/** @param {string} current */
function removeOld(current) {
  for (const name of readdirSync(BUILD)) {
    const folder = join(BUILD, name)
    const modified = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (folder !== current && /^(draft-.*|[0-9a-f]{16})$/.test(name) && Date.now() - modified > KEPT_MS) {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
