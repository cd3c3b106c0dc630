// `npm start`: from a fresh clone to a running portal, and the end of all of it on Ctrl-C. `--dev`: the same with
// pages that follow the sources.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { freshBundles } from './lib/bundles.mjs'
import { Child } from './lib/children.mjs'
import { followSources } from './lib/development.mjs'
import { loadDemo, removeUnfinishedDemo, showLogins } from './lib/demo.mjs'
import { install, isInstalled, requireNode, setGitHooks } from './lib/installation.mjs'
import { arePagesFresh, buildPages } from './lib/pages.mjs'
import { freePort, isPortFree } from './lib/ports.mjs'
import { fail, Refusal, seconds, step } from './lib/report.mjs'
import { ROOT } from './lib/root.mjs'
import { dataDirectory, findRunningStart, lastSettings, rememberSettings } from './lib/settings.mjs'

const since = Date.now()
const dev = process.argv.includes('--dev')

/** What must be ended, in the order in which it was begun. @type {(() => Promise<unknown>)[]} */
const endings = []
let ending = false

async function end(code = 0) {
  if (ending) return
  ending = true
  console.log('\n  … stopping')
  try {
    for (const stop of endings.toReversed()) await stop()
    console.log('  ✓ stopped\n')
    process.exit(code)
  } catch (error) {
    fail(error)
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end())

try {
  process.chdir(ROOT)
  requireNode()
  process.env.DEMO ||= '1'
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  console.log('\n  Laddnota\n')
  await run()
} catch (error) {
  // A step that fails because everything is being stopped has not failed.
  if (!ending) {
    for (const stop of endings.toReversed()) await stop()
    fail(error)
  }
}

async function run() {
  if (!isInstalled()) await step('installing packages', 'packages installed', install)
  setGitHooks()
  let bundles = await step('bundling', 'processes bundled', freshBundles)
  const { readEnv } = await import(pathToFileURL(join(bundles, 'env.js')).href)
  const env = readEnv(process.env)
  await refuseSecondStart(env.port)
  if (!dev && !arePagesFresh()) await step('building the pages', 'pages built', buildPages)
  await openDatabase(env, bundles)

  const mode = dev ? 'development' : 'production'
  /** @param {string} name */
  const child = (name, port = 0) =>
    new Child({
      name,
      script: () => join(bundles, `${name}.js`),
      args: dev ? ['--dev'] : [],
      env: { NODE_ENV: mode, CPO_STATE: join(env.dataDir, 'cpo.json') },
      port,
      logDirectory: dev ? undefined : join(env.dataDir, 'logs'),
    })
  const portal = child('portal')
  const worker = child('worker')
  if (env.demo) {
    // The operator's address is written down by its partner, so it keeps its port.
    const wanted = process.env.CPO_PORT ?? lastSettings().variables.CPO_PORT ?? env.port + 1000
    process.env.CPO_PORT = String(await freePort(Number(wanted)))
    process.env.CPO_STATE ??= join(env.dataDir, 'cpo.json')
    // A reservation that costs something shows what the price before it is for.
    process.env.CPO_RESERVATION_FEES ??= '1'
  }
  rememberSettings()
  const started =
    env.demo && existsSync(join(bundles, 'cpo.js'))
      ? [portal, worker, child('cpo', Number(process.env.CPO_PORT))]
      : [portal, worker]
  endings.push(() => Promise.all(started.map((process) => process.stop())))
  const names = started.length === 3 ? 'portal, worker and simulated operator' : 'portal and worker'
  await step(`starting ${names}`, `${names} started`, () => Promise.all(started.map((process) => process.start())))

  if (env.demo) {
    const { dataDir, publicUrl } = env
    await loadDemo({ bundles, dataDir, publicUrl, onStart: (kill) => endings.push(async () => kill()) })
  }
  if (dev) {
    const sources = await followSources(async (folder) => {
      bundles = folder
      portal.send({ dispatch: `${pathToFileURL(join(folder, 'dispatch.js')).href}?${Date.now()}` })
      await worker.replace()
    })
    endings.push(() => sources.stop())
  }
  console.log(`\n  Ready after ${seconds(since)}: ${env.publicUrl}\n`)
  if (env.demo) showLogins(env.dataDir)
  console.log(dev ? '' : `  Logs are in ${join(env.dataDir, 'logs')}. Ctrl-C stops everything.\n`)
}

/** @param {number} port */
async function refuseSecondStart(port) {
  const running = findRunningStart()
  if (running) {
    throw new Refusal(
      `Laddnota already runs from ${dataDirectory()}: ${running.address} (process ${running.pid}). ` +
        'Stop that one first, or set DATA_DIR and PORT for a second one.',
    )
  }
  if (await isPortFree(port)) return
  throw new Refusal(`Port ${port} is used by another program. Choose another one: PORT=${port + 100} npm start`)
}

/**
 * @param {{ databaseUrl: string | undefined, dataDir: string }} env
 * @param {string} bundles
 */
async function openDatabase({ databaseUrl, dataDir }, bundles) {
  if (!databaseUrl) {
    const { ensurePostgres } = await import('../db/embedded/ensure-postgres.mjs')
    const database = ensurePostgres({ dataDir })
    endings.push(async () => (await database).stop())
    process.env.DATABASE_URL = (await step('starting PostgreSQL', 'PostgreSQL started', () => database)).url
    await removeUnfinishedDemo(dataDir, process.env.DATABASE_URL)
  }
  const { migrate } = await import(pathToFileURL(join(bundles, 'schema.js')).href)
  await step('migrating the database', 'database migrated', () => migrate(process.env.DATABASE_URL))
}
