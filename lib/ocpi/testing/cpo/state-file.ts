// The operator's memory on disk, so that a restart keeps registration, network, sessions and CDRs.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { toMemory, type Cpo, type Memory } from './cpo'

const SAVE_AFTER_MS = 500

/** What the file remembers, or nothing if there is none yet. */
export function readMemory(path: string): Memory | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  return JSON.parse(text) as Memory // Written by saveMemory.
}

function saveMemory(path: string, cpo: Cpo): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.tmp`
  writeFileSync(draft, JSON.stringify(toMemory(cpo)), { mode: 0o600 })
  renameSync(draft, path)
}

/** Saves shortly after changes, and once more on the returned call. */
export function keepMemory(cpo: Cpo, path: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  cpo.changed = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      saveMemory(path, cpo)
    }, SAVE_AFTER_MS)
  }
  return () => {
    clearTimeout(timer)
    cpo.changed = () => {}
    saveMemory(path, cpo)
  }
}
