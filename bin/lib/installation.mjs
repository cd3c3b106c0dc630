// Whether what package-lock.json names is in node_modules, and putting it there.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './quietly.mjs'
import { Refusal } from './report.mjs'
import { ROOT } from './root.mjs'

/** Whether every package of the lock file is installed in its version. Reads npm's own record of what it installed. */
export function isInstalled() {
  const record = join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    const found = installed[path]
    // Optional packages are left out where they are for another platform.
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true
  })
}

/** Installs what the lock file names. Nothing is asked, and nothing but npm packages is fetched. */
export async function install() {
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const [command, allArgs] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args]
  const { code, output } = await runQuietly(command, allArgs, {})
  if (code !== 0) throw new Refusal(`npm could not install the packages:\n${output.trim()}`)
}

/** The pre-commit hook, in a clone only: an exported archive has no hooks to set. Never a reason to fail. */
export function setGitHooks() {
  if (!existsSync(join(ROOT, '.git')) || process.env.CI) return
  const read = spawnSync('git', ['config', 'core.hooksPath'], { cwd: ROOT, encoding: 'utf8' })
  if (read.status === 1) spawnSync('git', ['config', 'core.hooksPath', '.githooks'], { cwd: ROOT })
}

/** Ends with a clear message on a Node.js that is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Refusal(`Laddnota needs Node.js 20.19 or later; this is ${process.versions.node}.`)
}
