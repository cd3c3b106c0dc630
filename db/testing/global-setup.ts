// One PostgreSQL for a run of the database tests, with one migrated template that every test file copies.
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { ensurePostgres } from '@/db/embedded/ensure-postgres.mjs'
import { migrate } from '@/db/migrate'

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer
  }
}

/** Where test files make their databases. */
export type TestServer = { readonly adminUrl: string; readonly template: string }

/** Starts the embedded PostgreSQL, or takes the external one of TEST_DATABASE_URL, and prepares the template. */
export default async function setup(project: TestProject) {
  const external = process.env['TEST_DATABASE_URL']
  const embedded = external ? undefined : await ensurePostgres({ ephemeral: true })
  const adminUrl = external ?? embedded!.url
  const template = `laddnota_template_${process.pid}`
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${template}`)
  await migrate(urlOf(adminUrl, template))
  project.provide('testServer', { adminUrl, template })
  return async () => {
    if (external) await admin.unsafe(`drop database ${template} with (force)`)
    await admin.end()
    await embedded?.stop()
  }
}

function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}
