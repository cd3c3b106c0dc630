// The processes of the crash test: bundled once, started, and killed without warning.
import { fork, type ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

export type Fleet = { folder: string; remove(): void }

/** Bundles entry files into a folder of their own, named by their last part. */
export async function bundleFleet(entries: readonly string[]): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'laddnota-crash-'))
  // Packages stay outside of bundles and are looked for beside them.
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  await build({
    entryPoints: Object.fromEntries(entries.map((entry) => [basename(entry, '.ts'), entry])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: { 'server-only': './bin/lib/server-only.mjs' },
    logLevel: 'error',
  })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** What our processes say to whoever started them. */
export type Message = { ready?: true; port?: number; begin?: number; end?: number; error?: string }

/** One process that may be killed and started again. */
export class Victim {
  readonly #fleet: Fleet
  readonly #name: string
  readonly #args: string[]
  #child: ChildProcess | undefined
  #ended: Promise<unknown> = Promise.resolve()
  /** Every message of every life. */
  onMessage: (message: Message) => void = () => undefined

  constructor(fleet: Fleet, name: string, args: string[] = []) {
    this.#fleet = fleet
    this.#name = name
    this.#args = args
  }

  /** Starts it and answers its first message: it does its work from then on. */
  start(): Promise<Message> {
    const log = join(this.#fleet.folder, `${this.#name}.log`)
    const output = openSync(log, 'a')
    const child = fork(join(this.#fleet.folder, `${this.#name}.mjs`), this.#args, {
      execArgv: [],
      stdio: ['ignore', output, output, 'ipc'],
    })
    closeSync(output)
    this.#child = child
    this.#ended = new Promise((resolve) => child.once('exit', resolve))
    return new Promise((resolve, reject) => {
      child.on('message', (message: Message) => {
        resolve(message)
        this.onMessage(message)
      })
      child.once('exit', (code, signal) =>
        reject(
          new Error(
            `${this.#name} ended with ${code ?? signal}:\n${readFileSync(log, 'utf8').split('\n').slice(-20).join('\n')}`,
          ),
        ),
      )
    })
  }

  /** Ends it without any chance to finish. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#ended
  }
}
