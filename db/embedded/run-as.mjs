// PostgreSQL refuses to run as root. As root it runs as `nobody`, or, where only root may enter the directories it
// needs, as root seen through a user namespace in which it has another name.
import { chownSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'

const NOBODY = 65_534

/**
 * @typedef {object} RunAs
 * @property {(command: string, args: string[]) => { command: string, args: string[], options: { uid?: number, gid?: number } }} wrap
 *   what to spawn in place of a command
 * @property {number | undefined} owner the user its files must belong to; undefined where nothing needs to change
 */

/**
 * How to run PostgreSQL so that it may enter all of `directories`.
 * @param {string[]} directories
 * @returns {RunAs}
 */
export function runAs(directories) {
  if (process.getuid?.() !== 0) {
    return { wrap: (command, args) => ({ command, args, options: {} }), owner: undefined }
  }
  const closed = directories.map(closedDirectory).find(Boolean)
  if (!closed) {
    return { wrap: (command, args) => ({ command, args, options: { uid: NOBODY, gid: NOBODY } }), owner: NOBODY }
  }
  const user = knownUser()
  const mapping = ['-U', `--map-user=${user}`, `--map-group=${user}`, '--']
  if (spawnSync('unshare', [...mapping, 'true']).status !== 0) {
    throw new Error(
      `PostgreSQL does not run as root, and no other user may enter ${closed}: ` +
        'set DATA_DIR to a directory outside of it, or DATABASE_URL to an external PostgreSQL.',
    )
  }
  return {
    wrap: (command, args) => ({ command: 'unshare', args: [...mapping, command, ...args], options: {} }),
    owner: 0,
  }
}

/**
 * The first directory on the way that other users may not enter.
 * @param {string} directory
 */
function closedDirectory(directory) {
  for (let at = realpathSync(directory); ; at = dirname(at)) {
    const { mode, uid } = statSync(at)
    if ((mode & 0o001) === 0 && uid !== NOBODY) return at
    if (at === dirname(at)) return undefined
  }
}

// initdb looks its own user up by number, so the number must be one that has a name.
function knownUser() {
  const numbers = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => Number(line.split(':')[2]))
    .filter((number) => number > 0)
  return numbers.includes(NOBODY) ? NOBODY : (numbers[0] ?? NOBODY)
}

/**
 * Gives a directory and everything in it to `owner`. Does nothing where it belongs to `owner` already.
 * @param {string} path
 * @param {number | undefined} owner
 */
export function giveTo(path, owner) {
  if (owner === undefined || statSync(path).uid === owner) return
  // Entries first: a directory that belongs to `owner` is then one whose entries all do, even after an interruption.
  for (const entry of readdirSync(path)) {
    const child = join(path, entry)
    if (lstatSync(child).isDirectory()) giveTo(child, owner)
    else chownSync(child, owner, owner)
  }
  chownSync(path, owner, owner)
}
