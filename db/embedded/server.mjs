// One PostgreSQL server process: made, started, found again, stopped.
import { spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { commandLine, isRunning, pause } from './processes.mjs'
import { giveTo } from './run-as.mjs'

export const USER = 'laddnota'
const START_TIMEOUT_MS = 60_000
const START_ATTEMPTS = 5
const STOP_TIMEOUT_MS = 30_000

// Sized for two processor cores shared with the portal and the worker. What is committed survives a power cut.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  synchronous_commit: 'on',
  wal_compression: 'on',
  min_wal_size: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  // Compiling a plan costs more than our short statements take.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '%m [%p] ',
}

// Tests throw the database away, so they do not wait for the disk.
const EPHEMERAL_SETTINGS = {
  ...SETTINGS,
  max_connections: '200',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}

/**
 * @typedef {object} Place
 * @property {string} directory what belongs to this server, apart from its data: password, port, log
 * @property {string} cluster the data directory
 * @property {string} binaries
 * @property {import('./run-as.mjs').RunAs} as
 * @property {boolean} ephemeral
 */

/**
 * Makes the data directory, whole or not at all.
 * @param {Place} place
 * @param {string} password
 */
export function initialise({ directory, cluster, binaries, as, ephemeral }, password) {
  const draft = `${cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  const passwordFile = join(directory, 'password.new')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (as.owner !== undefined) {
    chownSync(draft, as.owner, as.owner)
    chownSync(passwordFile, as.owner, as.owner)
  }
  const args = [`--pgdata=${draft}`, `--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  // The built-in locale sorts by code point on every platform; a query that sorts for people names its collation.
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  if (ephemeral) args.push('--no-sync')
  const { command, args: wrapped, options } = as.wrap(join(binaries, 'initdb'), args)
  const result = spawnSync(command, wrapped, { ...options, cwd: directory, encoding: 'utf8' })
  rmSync(passwordFile, { force: true })
  if (result.status !== 0) {
    throw new Error(`initdb failed: ${result.error?.message ?? (result.stderr || result.stdout).trim()}`)
  }
  renameSync(draft, cluster)
}

/**
 * The server that runs on this data directory, if one does. Removes what a killed one left behind.
 * @param {Place} place
 * @returns {{ pid: number, port: number, ready: boolean } | undefined}
 */
export function findRunning({ cluster }) {
  const pidFile = join(cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return undefined
  const lines = readFileSync(pidFile, 'utf8').split('\n')
  const pid = Number(lines[0])
  // After a restart of the machine the number may be another program's.
  if (isRunning(pid) && commandLine(pid).includes(cluster)) {
    return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
  }
  rmSync(pidFile)
  return undefined
}

/**
 * Starts the server and waits until it takes connections. Tries again for a while: a killed server's children take
 * a moment to end, and a free port may be taken between being found and being used.
 * @param {Place} place
 * @returns {Promise<{ pid: number, port: number }>}
 */
export async function startServer(place) {
  giveTo(place.cluster, place.as.owner)
  for (let attempt = 1; attempt < START_ATTEMPTS; attempt++) {
    const server = await startOnce(place)
    if (server) return server
    await pause(1000)
  }
  const server = await startOnce(place)
  if (server) return server
  throw new Error(`PostgreSQL did not start:\n${readFileSync(join(place.directory, 'server.log'), 'utf8').trim()}`)
}

/**
 * @param {Place} place
 * @returns {Promise<{ pid: number, port: number } | undefined>}
 */
async function startOnce(place) {
  const { directory, cluster, binaries, as, ephemeral } = place
  const port = await choosePort(join(directory, 'port'))
  const settings = Object.entries(ephemeral ? EPHEMERAL_SETTINGS : SETTINGS)
  const args = ['-D', cluster, '-p', String(port), ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const { command, args: wrapped, options } = as.wrap(join(binaries, 'postgres'), args)
  const log = openSync(join(directory, 'server.log'), 'w')
  // Detached: Ctrl-C in the terminal reaches the portal, which lets its requests finish before the database ends.
  const child = spawn(command, wrapped, { ...options, cwd: cluster, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  const ended = new Promise((resolve) => {
    child.once('exit', () => resolve(true))
    child.once('error', () => resolve(true))
  })
  child.unref()
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const running = findRunning(place)
    if (running?.ready) return running
    if ((await Promise.race([ended, pause(10)])) === true) break
  }
  return undefined
}

/**
 * Waits until a server that another process started takes connections.
 * @param {Place} place
 */
export async function waitUntilReady(place) {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const running = findRunning(place)
    if (!running || running.ready) return running
    await pause(20)
  }
  throw new Error('PostgreSQL has been starting for a minute.')
}

/**
 * Ends a server: open transactions are rolled back, what is committed is on disk.
 * @param {number} pid
 */
export async function stopServer(pid) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGQUIT'])) {
    if (isRunning(pid)) process.kill(pid, signal)
    const deadline = Date.now() + STOP_TIMEOUT_MS
    while (isRunning(pid) && Date.now() < deadline) await pause(10)
  }
}

/**
 * The port of last time if it is free, else any free one.
 * @param {string} file
 */
async function choosePort(file) {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  const port = (await freePort(last)) ?? (await freePort(0))
  writeFileSync(file, String(port))
  return port
}

/**
 * @param {number} wanted
 * @returns {Promise<number | undefined>}
 */
function freePort(wanted) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : undefined))
    })
  })
}
