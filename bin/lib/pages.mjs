// Next's build of the pages.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pageFingerprint } from './fingerprint.mjs'
import { runQuietly } from './quietly.mjs'
import { Refusal } from './report.mjs'
import { ROOT } from './root.mjs'

const NEXT = join(ROOT, 'node_modules/next/dist/bin/next')
const STAMP = join(ROOT, '.next', 'laddnota-stamp')

/** Whether the pages were built from the present sources. */
export function arePagesFresh() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === pageFingerprint()
}

/** Builds the pages. What Next prints is shown only if the build fails. */
export async function buildPages() {
  const fingerprint = pageFingerprint()
  rmSync(STAMP, { force: true })
  const { code, output } = await runQuietly(process.execPath, [NEXT, 'build'], {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  })
  if (code !== 0) throw new Refusal(`The pages could not be built:\n${output.trim()}`)
  writeFileSync(STAMP, fingerprint)
}
