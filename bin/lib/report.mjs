// What a person sees in the terminal: one line per step, with its time, and nothing that needs no attention.
const SLOW_AFTER_MS = 400

/** @param {number} since */
export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

/**
 * Runs one step. A step that takes a while is announced, so that waiting has a reason.
 * @template T
 * @param {string} doing what it does, shown while it runs
 * @param {string} done what is true afterwards
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(doing, done, work) {
  const since = Date.now()
  const announcement = setTimeout(() => console.log(`  … ${doing}`), SLOW_AFTER_MS)
  try {
    const result = await work()
    console.log(`  ✓ ${done.padEnd(44)} ${seconds(since).padStart(8)}`)
    return result
  } finally {
    clearTimeout(announcement)
  }
}

/** A failure that is explained in full by its message: shown without a stack. */
export class Refusal extends Error {
  name = 'Refusal'
}

/**
 * Ends the process because of an error, in a person's words where there are some.
 * @param {unknown} error
 * @returns {never}
 */
export function fail(error) {
  const explained = error instanceof Error && ['Refusal', 'EnvError'].includes(error.name)
  console.error(`\n${explained ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
}
