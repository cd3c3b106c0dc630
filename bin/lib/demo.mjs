// The demo data: loaded once, by a process of its own that talks to the portal as anybody else would.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal, step } from './report.mjs'
import { ROOT } from './root.mjs'

/**
 * Runs `bin/demo.ts`, which loads into an empty database only. It is not run again while the addresses stay those
 * that it wrote down.
 * @param {{ bundles: string, dataDir: string, publicUrl: string, onStart: (kill: () => void) => void }} where
 */
export async function loadDemo({ bundles, dataDir, publicUrl, onStart }) {
  const script = join(bundles, 'demo.js')
  if (!existsSync(script)) return
  const known = readDemo(dataDir)
  if (known && known.publicUrl === publicUrl && String(known.cpoPort) === process.env.CPO_PORT) return
  await step('loading the demo data', 'demo data loaded', () => runDemo(script, onStart))
}

/**
 * Empties an embedded database in which the demo data was loaded halfway. It held nothing before.
 * @param {string} dataDir
 * @param {string} url
 */
export async function removeUnfinishedDemo(dataDir, url) {
  const mark = join(dataDir, 'demo.unfinished')
  if (!existsSync(mark)) return
  const { default: postgres } = await import('postgres')
  const name = new URL(url).pathname.slice(1)
  const sql = postgres(url.replace(new RegExp(`/${name}$`), '/postgres'), { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe(`drop database if exists ${name} with (force)`)
    await sql.unsafe(`create database ${name}`)
  } finally {
    await sql.end()
  }
  for (const file of ['cpo.json', 'demo.json', 'demo.unfinished']) rmSync(join(dataDir, file), { force: true })
}

/**
 * @param {string} script
 * @param {(kill: () => void) => void} onStart
 */
async function runDemo(script, onStart) {
  const child = spawn(process.execPath, ['--enable-source-maps', script], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  onStart(() => child.kill('SIGKILL'))
  const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
  if (code !== 0) throw new Refusal(`The demo data could not be loaded (exit code ${code}).`)
}

/**
 * @param {string} dataDir
 * @returns {{ publicUrl?: string, cpoPort?: number, logins?: { role: string, email: string, password: string }[] } | undefined}
 */
function readDemo(dataDir) {
  const path = join(dataDir, 'demo.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/**
 * Prints who can sign in.
 * @param {string} dataDir
 */
export function showLogins(dataDir) {
  const logins = readDemo(dataDir)?.logins ?? []
  const width = Math.max(0, ...logins.map((login) => login.email.length))
  for (const { role, email, password } of logins)
    console.log(`    ${role.padEnd(16)} ${email.padEnd(width)}  ${password}`)
  if (logins.length > 0) console.log('')
}
