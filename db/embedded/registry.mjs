// Who uses one embedded PostgreSQL: several processes may (portal, command line, tests), in any order. The first
// starts it, the last to leave stops it. A process that was killed is not counted.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning, pause, startMark } from './processes.mjs'

const LOCK_TIMEOUT_MS = 120_000

/**
 * Runs `work` while no other process does the same with this directory.
 * @template T
 * @param {string} directory
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(directory, work) {
  const lock = join(directory, 'lock')
  const deadline = Date.now() + LOCK_TIMEOUT_MS
  while (!tryWrite(lock)) {
    const holder = holderOf(lock)
    if (holder === 'gone') rmSync(lock, { force: true })
    else if (Date.now() > deadline) throw new Error(`Another process has held ${lock} for two minutes.`)
    else await pause(20)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** @param {string} path */
function tryWrite(path) {
  try {
    writeFileSync(path, `${process.pid} ${startMark(process.pid)}`, { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path */
function holderOf(path) {
  try {
    return readFileSync(path, 'utf8') === '' || isOwner(readFileSync(path, 'utf8')) ? 'running' : 'gone'
  } catch {
    return 'running'
  }
}

/** @param {string} written */
function isOwner(written) {
  const [pid, mark] = written.split(' ')
  return isRunning(Number(pid)) && startMark(Number(pid)) === mark
}

let uses = 0

/**
 * Notes that this process uses the server. Returns what ends the use: it tells whether nobody is left.
 * @param {string} directory
 */
export function registerUse(directory) {
  const users = join(directory, 'users')
  mkdirSync(users, { recursive: true })
  const own = `${process.pid}-${++uses}`
  writeFileSync(join(users, own), `${process.pid} ${startMark(process.pid)}`)
  return () => {
    rmSync(join(users, own), { force: true })
    for (const name of readdirSync(users)) {
      if (isOwner(readFileSync(join(users, name), 'utf8'))) return false
      rmSync(join(users, name), { force: true })
    }
    return true
  }
}
