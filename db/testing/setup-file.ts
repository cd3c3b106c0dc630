// Gives each file of database tests a database of its own, before the file's modules are loaded.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, inject } from 'vitest'

const { adminUrl, template } = inject('testServer')
const database = `laddnota_test_${randomBytes(6).toString('hex')}`
const url = new URL(adminUrl)
url.pathname = `/${database}`
const dataDir = mkdtempSync(join(tmpdir(), 'laddnota-test-'))

await administer(`create database ${database} template ${template}`)
process.env['DATABASE_URL'] = url.href
process.env['DATA_DIR'] = dataDir
process.env['ALLOW_PRIVATE_PEERS'] = '1'

afterAll(async () => {
  const { closeDb } = await import('@/db/client')
  await closeDb()
  await administer(`drop database ${database} with (force)`)
  rmSync(dataDir, { recursive: true, force: true })
})

async function administer(statement: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined })
  try {
    await admin.unsafe(statement)
  } finally {
    await admin.end()
  }
}
