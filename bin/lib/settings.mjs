// What the last `npm start` with a data directory was told. The command line works with the same settings, so that
// it names the same addresses as the portal without being told them again.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isRunning, startMark } from '../../db/embedded/processes.mjs'
import { ROOT } from './root.mjs'

const REMEMBERED = ['PORT', 'PUBLIC_URL', 'DEMO', 'ALLOW_PRIVATE_PEERS', 'CPO_PORT']

/** The data directory of this environment. */
export function dataDirectory() {
  return resolve(ROOT, process.env.DATA_DIR || '.data')
}

function settingsFile() {
  return join(dataDirectory(), 'settings.json')
}

/** @returns {{ pid?: number, mark?: string, variables: Record<string, string> }} */
export function lastSettings() {
  try {
    return JSON.parse(readFileSync(settingsFile(), 'utf8'))
  } catch {
    return { variables: {} }
  }
}

/** Notes this process and its settings as those of the data directory. */
export function rememberSettings() {
  const set = REMEMBERED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  mkdirSync(dataDirectory(), { recursive: true })
  const settings = { pid: process.pid, mark: startMark(process.pid), variables: Object.fromEntries(set) }
  writeFileSync(settingsFile(), `${JSON.stringify(settings, null, 2)}\n`)
}

/** Takes over the settings of the last start, where the environment says nothing else. */
export function adoptSettings() {
  const { CPO_PORT: _takenByTheOneThatRuns, ...variables } = lastSettings().variables
  for (const [name, value] of Object.entries(variables)) process.env[name] ||= value
}

/** The process that runs Laddnota from this data directory, if one does. */
export function findRunningStart() {
  const { pid, mark, variables } = lastSettings()
  if (!pid || pid === process.pid || !isRunning(pid) || startMark(pid) !== mark) return undefined
  return { pid, address: variables.PUBLIC_URL ?? `http://localhost:${variables.PORT ?? 3000}` }
}
