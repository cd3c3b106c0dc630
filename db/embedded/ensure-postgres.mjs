// A real PostgreSQL without an installation: the binaries come from npm, the data lies under DATA_DIR.
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresBinaries } from './binaries.mjs'
import { isRunning } from './processes.mjs'
import { exclusively, registerUse } from './registry.mjs'
import { runAs } from './run-as.mjs'
import { findRunning, initialise, startServer, stopServer, USER, waitUntilReady } from './server.mjs'

const DATABASE = 'laddnota'
const EPHEMERAL_PREFIX = 'laddnota-postgres-'

/**
 * The embedded PostgreSQL of a data directory: found running, or started, and made first if there is none.
 * `stop` ends this process's use of it; the server stops when nobody uses it any more.
 * With `ephemeral` it is a fresh one for tests, in a directory of its own that `stop` removes.
 * @param {{ dataDir?: string, ephemeral?: boolean }} where
 */
export async function ensurePostgres({ dataDir, ephemeral = false }) {
  if (!ephemeral && !dataDir) throw new Error('ensurePostgres needs a data directory')
  const directory = ephemeral ? await makeEphemeralDirectory() : join(String(dataDir), 'postgres')
  mkdirSync(directory, { recursive: true })
  const place = placeOf(realpathSync(directory), ephemeral)
  return exclusively(place.directory, async () => {
    const password = readOrCreatePassword(place.directory)
    const isNew = !existsSync(place.cluster)
    if (isNew) initialise(place, password)
    const adopted = await waitUntilReady(place)
    const server = adopted ?? (await startServer(place))
    const release = registerUse(place.directory)
    const address = `postgres://${USER}:${password}@127.0.0.1:${server.port}`
    await createDatabase(address)
    return {
      url: `${address}/${DATABASE}`,
      startedHere: !adopted,
      stop: () => leave(place, release),
    }
  })
}

/**
 * @param {string} directory
 * @param {boolean} ephemeral
 * @returns {import('./server.mjs').Place}
 */
function placeOf(directory, ephemeral) {
  const binaries = postgresBinaries()
  return { directory, cluster: join(directory, 'cluster'), binaries, as: runAs([directory, binaries]), ephemeral }
}

/**
 * @param {import('./server.mjs').Place} place
 * @param {() => boolean} release
 */
async function leave(place, release) {
  if (!existsSync(place.directory)) return
  await exclusively(place.directory, async () => {
    const nobodyIsLeft = release()
    const running = findRunning(place)
    if (nobodyIsLeft && running) await stopServer(running.pid)
  })
  if (place.ephemeral) rmSync(place.directory, { recursive: true, force: true })
}

/** @param {string} directory */
function readOrCreatePassword(directory) {
  const path = join(directory, 'password')
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}

/** @param {string} address */
async function createDatabase(address) {
  const { default: postgres } = await import('postgres')
  const sql = postgres(`${address}/postgres`, { max: 1, onnotice: () => undefined })
  try {
    const found = await sql`select 1 from pg_database where datname = ${DATABASE}`
    if (found.length === 0) await sql.unsafe(`create database ${DATABASE}`)
  } finally {
    await sql.end()
  }
}

async function makeEphemeralDirectory() {
  await removeAbandoned()
  const directory = mkdtempSync(join(tmpdir(), EPHEMERAL_PREFIX))
  writeFileSync(join(directory, 'owner'), String(process.pid))
  chmodSync(directory, 0o755)
  return directory
}

// A test run that was killed could not clean up after itself; the next one does.
async function removeAbandoned() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(EPHEMERAL_PREFIX))) {
    const directory = join(tmpdir(), name)
    try {
      if (isRunning(Number(readFileSync(join(directory, 'owner'), 'utf8')))) continue
      const running = findRunning(placeOf(directory, true))
      if (running) await stopServer(running.pid)
      rmSync(directory, { recursive: true, force: true })
    } catch (error) {
      // Another test run is making or removing it at this moment.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
    }
  }
}
