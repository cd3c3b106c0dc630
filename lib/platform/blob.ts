// Files that belong to rows: generated documents under the data directory. The row knows the hash, the file the bytes.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { env } from './env'

const NAME = /^[a-z]+\/[A-Za-z0-9_-]{1,80}\.[a-z]{2,5}$/

function pathOf(name: string): string {
  if (!NAME.test(name)) throw new Error(`no blob name: ${name}`)
  return join(env().dataDir, name)
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Writes a file whole or not at all; whoever reads meanwhile sees the old one or the new one. */
export async function writeBlob(name: string, bytes: Uint8Array): Promise<void> {
  const path = pathOf(name)
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.${sha256(bytes).slice(0, 8)}`
  await writeFile(draft, bytes)
  await rename(draft, path)
}

/** The bytes of a file, or null if there is none (another machine may have written it). */
export async function readBlob(name: string): Promise<Buffer | null> {
  try {
    return await readFile(pathOf(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
