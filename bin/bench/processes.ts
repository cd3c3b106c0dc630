// The parts of a measurement that are processes of their own, bundled as the portal is.
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/** A folder with the bundles of these files of bin/bench; whoever asked for it removes it. */
export async function bundleServers(names: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'laddnota-bench-'))
  // Packages stay outside of bundles and are looked for beside them.
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  await build({
    entryPoints: names.map((name) => `bin/bench/${name}.ts`),
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
  return folder
}

/** Starts one; answers its address. */
export async function startServer(folder: string, name: string, url: string, started: ChildProcess[]): Promise<string> {
  // As the portal is started.
  const child = startProcess(folder, name, { DATABASE_URL: url }, ['--max-semi-space-size=64'])
  started.push(child)
  const { port } = await messageOf<{ port: number }>(child)
  return `http://127.0.0.1:${port}`
}

export function startProcess(
  folder: string,
  name: string,
  env: Readonly<Record<string, string>>,
  execArgv: string[] = [],
): ChildProcess {
  return fork(join(folder, `${name}.mjs`), { env: { ...process.env, ...env }, execArgv, stdio: 'inherit' })
}

/** The first message of a process of ours; its end without one is a failure. */
export function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T)) // sent by our own processes
    child.once('exit', (code) => reject(new Error(`a process of the measurement ended with ${code}`)))
  })
}

export function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.removeAllListeners('exit')
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
