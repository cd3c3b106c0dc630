// The processes that `npm start` keeps running.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pause } from '../../db/embedded/processes.mjs'
import { isAnswering } from './ports.mjs'
import { Refusal } from './report.mjs'
import { ROOT } from './root.mjs'

const GUARD = pathToFileURL(join(ROOT, 'bin/lib/end-with-launcher.mjs')).href
// Messages live until their batch is committed: with room for them the collector takes a seventh less of the processor.
const YOUNG_SPACE = '--max-semi-space-size=64'
const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000
const LONGEST_BACK_OFF_MS = 30_000
const STEADY_AFTER_MS = 60_000
const SHOWN_LOG_LINES = 20

/**
 * @typedef {object} ChildPlan
 * @property {string} name
 * @property {() => string} script the bundle to run; asked again at every start
 * @property {string[]} [args]
 * @property {Record<string, string>} env
 * @property {number} [port] it is ready when something answers here; without one, when it says so
 * @property {string | undefined} logDirectory undefined: the child writes to the terminal
 */

/**
 * Resolves to 'ready' once something answers on the port.
 * @param {number} port
 * @param {() => boolean} isWorthWaiting
 */
async function answering(port, isWorthWaiting) {
  while (isWorthWaiting()) {
    if (await isAnswering(port)) return 'ready'
    await pause(50)
  }
  return new Promise(() => undefined)
}

/** A process that is started again when it ends without having been told to. */
export class Child {
  #plan
  #process = /** @type {import('node:child_process').ChildProcess | undefined} */ (undefined)
  #stopping = false
  #failures = 0

  /** @param {ChildPlan} plan */
  constructor(plan) {
    this.#plan = plan
  }

  /** Starts it and waits until it says that it is ready. */
  async start() {
    const since = Date.now()
    const child = this.#spawn()
    this.#process = child
    const ready = new Promise((resolve) => child.on('message', (message) => message?.ready && resolve('ready')))
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)))
    const { port } = this.#plan
    const answered = port ? answering(port, () => child.exitCode === null) : new Promise(() => undefined)
    const first = await Promise.race([ready, answered, ended, pause(READY_TIMEOUT_MS).then(() => 'silence')])
    if (first !== 'ready') {
      child.kill('SIGKILL')
      throw new Refusal(`The ${this.#plan.name} did not start (${first}).${this.#lastLines()}`)
    }
    void ended.then((reason) => this.#restart(String(reason), Date.now() - since))
  }

  /** Tells the running process something. @param {object} message */
  send(message) {
    if (this.#process?.connected) this.#process.send(message)
  }

  /** Ends it, and starts it anew, without counting that as a failure. */
  async replace() {
    await this.stop()
    this.#stopping = false
    await this.start()
  }

  /** Asks it to end, waits, and insists if it does not. */
  async stop() {
    this.#stopping = true
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(insist)
  }

  #spawn() {
    const { name, script, args = [], env, logDirectory } = this.#plan
    if (logDirectory) mkdirSync(logDirectory, { recursive: true })
    const output = logDirectory
      ? openSync(join(logDirectory, `${name}.log`), this.#failures > 0 ? 'a' : 'w')
      : 'inherit'
    const child = spawn(process.execPath, [YOUNG_SPACE, '--enable-source-maps', '--import', GUARD, script(), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, 'ipc'],
      // Ctrl-C reaches the launcher only, which ends everything in order.
      detached: true,
    })
    if (typeof output === 'number') closeSync(output)
    return child
  }

  /**
   * @param {string} reason
   * @param {number} livedMs
   */
  async #restart(reason, livedMs) {
    if (this.#stopping) return
    this.#failures = livedMs > STEADY_AFTER_MS ? 1 : this.#failures + 1
    const waitMs = Math.min(500 * 2 ** (this.#failures - 1), LONGEST_BACK_OFF_MS)
    console.log(
      `  ! the ${this.#plan.name} ended (${reason}); starting it again in ${waitMs / 1000} s${this.#lastLines()}`,
    )
    await pause(waitMs)
    if (this.#stopping) return
    const since = Date.now()
    try {
      await this.start()
      console.log(`  ✓ the ${this.#plan.name} runs again`)
    } catch (error) {
      await this.#restart(error instanceof Error ? 'it did not start' : String(error), Date.now() - since)
    }
  }

  #lastLines() {
    const { name, logDirectory } = this.#plan
    if (!logDirectory) return ''
    const lines = readFileSync(join(logDirectory, `${name}.log`), 'utf8')
      .trim()
      .split('\n')
      .slice(-SHOWN_LOG_LINES)
    return lines[0] ? `\n${lines.map((line) => `      ${line}`).join('\n')}` : ''
  }
}
