import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertCustomer, insertToken } from '@/db/factories/customers'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { recordExport } from '@/lib/auth/users/record-export'
import { newId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { EXPORT_LISTS, isExportList, type ExportListName } from './export-lists'

const sql = testSql()
const ctxOf = (role: 'administrator' | 'support') =>
  mintStaffCtx({ userId: newId('user', 0), role, requestId: 'test', clock: systemClock })
const NAMES = Object.keys(EXPORT_LISTS) as ExportListName[]
const CUSTOMERS = 205

async function rowsOf(name: ExportListName, filter: Record<string, string> = {}) {
  const rows = []
  for await (const page of EXPORT_LISTS[name].lines(ctxOf('administrator'), (parameter) => filter[parameter]))
    rows.push(...page)
  return rows
}

beforeAll(async () => {
  for (let index = 0; index < CUSTOMERS; index += 1) await insertCustomer()
  await insertToken({ customerId: await insertCustomer() })
  await recordExport(ctxOf('administrator'), 'cdr:read', { list: 'cdrs', filter: { show: 'all' } })
})
afterAll(() => sql.end())

test.each(NAMES)('%s is read to its end, with a cell for each column', async (name) => {
  const { header } = EXPORT_LISTS[name]
  for (const row of await rowsOf(name)) expect(row).toHaveLength(header.length)
})

test('a list longer than a page is whole, and each row stands in it once', async () => {
  const ids = (await rowsOf('customers')).map((row) => row.at(-1))
  expect(ids).toHaveLength(CUSTOMERS + 1)
  expect(new Set(ids).size).toBe(ids.length)
})

test('the filter of the address is the filter of the file, and nonsense in it filters nothing', async () => {
  expect(await rowsOf('customers', { kind: 'business' })).toHaveLength(0)
  expect(await rowsOf('customers', { kind: 'nonsense' })).toHaveLength(CUSTOMERS + 1)
  expect(await rowsOf('tokens', { show: 'blocked' })).toHaveLength(0)
  expect(await rowsOf('tokens', { show: 'active' })).toHaveLength(1)
})

test('an export is in the audit log, and refused to who may not read the list', async () => {
  const [event] = await sql`select action, entity_id, after from audit_events where action = 'list.export'`
  expect(event).toEqual({ action: 'list.export', entity_id: 'cdrs', after: { show: 'all' } })
  await expect(recordExport(ctxOf('support'), 'audit:read', { list: 'audit', filter: {} })).rejects.toThrow(
    'audit:read',
  )
  const read = async () => {
    for await (const _ of EXPORT_LISTS.audit.lines(ctxOf('support'), () => undefined)) return
  }
  await expect(read()).rejects.toThrow('audit:read')
})

test('only our own lists have a name', () => {
  expect(['toString', 'constructor', 'nothing', ''].filter(isExportList)).toEqual([])
})
