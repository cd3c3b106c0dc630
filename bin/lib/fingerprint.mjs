// A build is fresh if it was made from the same sources. Times of files say nothing after a clone or a checkout.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'

const SERVER_SOURCES = ['bin', 'db', 'lib', 'package-lock.json', 'tsconfig.json']
const PAGE_FOLDERS = ['app', 'components', 'db', 'lib', 'public']
const PAGE_SETTINGS = ['next.config.ts', 'package-lock.json', 'postcss.config.mjs', 'proxy.ts', 'tsconfig.json']
const IRRELEVANT = /[.]test[.]tsx?$|[.]md$|[.]sql$|[/]cases[/]|[/]fixtures[/]|^db[/]migrations[/]/

/** What the bundles of the processes are made from. */
export function serverFingerprint() {
  return fingerprint(SERVER_SOURCES)
}

/** What Next's build is made from. */
export function pageFingerprint() {
  return fingerprint([...PAGE_FOLDERS, ...PAGE_SETTINGS])
}

/** @param {string[]} sources */
function fingerprint(sources) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '')
  for (const path of sources.flatMap(filesOf).filter((file) => !IRRELEVANT.test(file))) {
    hash.update(`\0${path}\0`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest('hex').slice(0, 16)
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!existsSync(join(ROOT, path))) return []
  if (/[.][a-z]+$/.test(path)) return [path]
  return readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .toSorted()
}
