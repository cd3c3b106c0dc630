import { eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { buildCreditCdr } from '@/db/factories/build-cdr'
import { partnerCtx } from '@/db/factories/cdrs'
import { insertPartner } from '@/db/factories/partners'
import { clock, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { auditEvents } from '@/db/schema/platform'
import { truncateAll } from '@/db/testing/test-sql'
import type { InvoiceRecordId, ReconciliationId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { deleteInvoiceRecord } from '@/lib/roaming/invoice-records/delete-invoice-record'
import { putInvoiceRecord } from '@/lib/roaming/invoice-records/put-invoice-record'
import { rateCdrs } from '../rate-cdrs'
import { releaseCdr } from '../reviews/release-cdr'
import { closeReconciliation } from './close-reconciliation'
import { matchReconciliation } from './match-reconciliation'
import { countReconciliations, getReconciliation, listReconciliationLines, listReconciliations } from './queries'
import { reopenReconciliation } from './reopen-reconciliation'
import { startReconciliation } from './start-reconciliation'
import { stateInvoiceAmount } from './state-invoice-amount'
import { takeInvoiceRecord } from './take-invoice-record'

const finance = staff('finance')
let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

const LATER = instant(Date.UTC(2026, 10, 2))
const key = (id: string) => ({ countryCode: 'SE', partyId: 'KUL', id })
const put = (id: string, invoiceId: string, cdrIds: string[], lastUpdated = LATER) =>
  putInvoiceRecord(partnerCtx(portal.partnerId, clock), {
    record: { ...key(id), invoiceId, cdrIds, lastUpdated },
    received: '{}',
    findings: [],
  })
/** Runs what is queued, as the worker would. */
async function work(): Promise<string[]> {
  const done: string[] = []
  for (let round = 0; round < 5; round += 1) {
    const jobs = (await getDb().execute(sql`
      with taken as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
        where t.id = j.task_id and t.identifier in ('take-invoice-record', 'match-reconciliation', 'pull-module')
        returning t.identifier, j.payload) select * from taken`)) as unknown as {
      identifier: string
      payload: Record<string, string>
    }[]
    for (const { identifier, payload } of jobs) {
      done.push(identifier)
      if (identifier === 'take-invoice-record') await takeInvoiceRecord(system, payload['recordId'] as InvoiceRecordId)
      if (identifier === 'match-reconciliation')
        await matchReconciliation(system, payload['reconciliationId'] as ReconciliationId)
    }
  }
  return done
}
const only = async () => (await listReconciliations(finance)).rows[0]!
const linesOf = async (id: ReconciliationId) =>
  (await listReconciliationLines(finance, id, { limit: null })).rows.map(({ ocpiId, outcome, reasons }) => [
    ocpiId,
    outcome,
    ...reasons,
  ])

test('an invoice that lists what we accepted matches, whichever of the two came first', async () => {
  await portal.rate()
  await put('R1', 'F-1', ['kul-1', 'KUL-2'])
  expect(await work()).toContain('pull-module')
  const before = await only()
  expect(before).toMatchObject({ state: 'open', counts: { matched: 1, missing: 1 }, theirsMinor: 5280n })
  expect(await linesOf(before.id)).toEqual([
    ['KUL-1', 'matched'],
    ['KUL-2', 'missing'],
  ])
  await portal.rate()
  expect(await work()).toEqual(['match-reconciliation'])
  expect(await only()).toMatchObject({
    counts: { matched: 2, missing: 0 },
    theirsMinor: 10560n,
    oursMinor: 10560n,
    differenceMinor: 0n,
  })
  expect(await countReconciliations(finance)).toEqual({ open: 1, deviating: 0, closed: 0 })
})

test('what is held, too dear, unknown or on another invoice is told apart, and follows what staff decide', async () => {
  const held = await portal.rate({ exclVat: '97.2' })
  await portal.rate()
  await put('R1', 'F-1', ['KUL-2'])
  await put('R2', 'F-2', ['KUL-1', 'KUL-2', 'KUL-9', 'KUL-9'])
  await work()
  const [second] = (await listReconciliations(finance)).rows
  expect(await linesOf(second!.id)).toEqual([
    ['KUL-1', 'different', 'held'],
    ['KUL-2', 'twice', 'other_invoice'],
    ['KUL-9', 'missing'],
  ])
  expect(second).toMatchObject({ invoiceNumber: 'F-2', theirsMinor: 15000n, oursMinor: 0n, differenceMinor: 15000n })
  await releaseCdr(finance, held, { price: 'ours', reason: 'as the tariff says' })
  await work()
  expect((await linesOf(second!.id))[0]).toEqual(['KUL-1', 'different', 'amount'])
  expect(await getReconciliation(finance, second!.id)).toMatchObject({ oursMinor: 5280n, differenceMinor: 9720n })
})

test('CDRs that refer to the invoice and that its list lacks are shown, not summed', async () => {
  await portal.rate({ invoiceReferenceId: 'f-1' })
  await portal.rate({ invoiceReferenceId: 'F-1' })
  await put('R1', 'F-1', ['KUL-1'])
  await work()
  const row = await only()
  expect(row).toMatchObject({ counts: { matched: 1, unlisted: 1 }, theirsMinor: 5280n, oursMinor: 5280n })
  expect(await linesOf(row.id)).toEqual([
    ['KUL-1', 'matched'],
    ['KUL-2', 'unlisted'],
  ])
})

test('a credit and its original come to nothing on the same invoice; alone the original is not owed', async () => {
  const cdr = portal.build()
  const ids = [await portal.store(cdr), await portal.store(buildCreditCdr(cdr))]
  await rateCdrs(system, ids)
  await put('R1', 'F-1', [cdr.id])
  await work()
  expect(await linesOf((await only()).id)).toEqual([[cdr.id, 'different', 'credited']])
  await put('R1', 'F-1', [cdr.id, `${cdr.id}-C`], instant(LATER + 1000))
  await work()
  expect(await only()).toMatchObject({ counts: { matched: 2 }, theirsMinor: 0n, oursMinor: 0n })
})

describe('a record', () => {
  test('sent twice and out of order counts once and as its newest', async () => {
    await portal.rate()
    expect(await put('R1', 'F-1', ['KUL-1'])).toBe('created')
    expect(await put('r1', 'F-1', ['KUL-1'])).toBe('repeated')
    expect(await put('R1', 'F-1', ['KUL-7'], instant(LATER - 1000))).toBe('ignored')
    expect(await put('R1', 'F-1', ['KUL-1', 'KUL-3'], instant(LATER + 1000))).toBe('updated')
    await work()
    await takeInvoiceRecord(system, (await recordId())!)
    expect(await only()).toMatchObject({ counts: { matched: 1, missing: 1 } })
    expect((await listReconciliations(finance)).rows).toHaveLength(1)
    const starts = await getDb().select().from(auditEvents).where(eq(auditEvents.action, 'reconciliation.start'))
    expect(starts).toHaveLength(1)
  })

  test('deleted is withdrawn, frees what it named, and is not raised by an old message', async () => {
    await portal.rate()
    await put('R1', 'F-1', ['KUL-1'])
    await put('R2', 'F-2', ['KUL-1'])
    await work()
    expect(await only()).toMatchObject({ invoiceNumber: 'F-2', counts: { twice: 1 } })
    const ctx = partnerCtx(portal.partnerId, clock)
    expect(await deleteInvoiceRecord(ctx, key('R1'))).toBe(true)
    expect(await deleteInvoiceRecord(ctx, key('R1'))).toBe(true)
    expect(await put('R1', 'F-1', ['KUL-1'])).toBe('repeated')
    await work()
    const [second, first] = (await listReconciliations(finance)).rows
    expect(first).toMatchObject({ state: 'withdrawn' })
    expect(second).toMatchObject({ counts: { matched: 1, twice: 0 } })
    expect(await put('R1', 'F-1', ['KUL-1'], instant(LATER + 1))).toBe('updated')
    await work()
    expect((await listReconciliations(finance)).rows.map(({ state }) => state)).toEqual(['open', 'open'])
  })

  test('of another connection never matches our CDRs of this one', async () => {
    await portal.rate()
    const other = await insertPartner({ partyId: 'NOR' })
    await putInvoiceRecord(partnerCtx(other.partnerId, clock), {
      record: { ...key('R1'), invoiceId: 'F-1', cdrIds: ['KUL-1'], lastUpdated: LATER },
      received: '{}',
      findings: [],
    })
    await work()
    expect(await only()).toMatchObject({ partnerId: other.partnerId, counts: { missing: 1, matched: 0 } })
  })

  async function recordId(): Promise<InvoiceRecordId | undefined> {
    const [row] = await getDb().execute(sql`select id from invoice_records`)
    return row?.['id'] as InvoiceRecordId | undefined
  }
})

describe('by hand', () => {
  const given = { invoiceNumber: 'F-7', list: '', statedMinor: null }

  test('the CDRs that refer to the invoice are its lines, later ones too', async () => {
    await portal.rate({ invoiceReferenceId: 'F-7' })
    const id = await startReconciliation(finance, { ...given, partnerId: portal.partnerId, by: 'reference' })
    await portal.rate({ invoiceReferenceId: 'F-7' })
    await work()
    expect(await linesOf(id)).toEqual([
      ['KUL-1', 'matched'],
      ['KUL-2', 'matched'],
    ])
    const again = { ...given, partnerId: portal.partnerId, by: 'reference' as const, invoiceNumber: 'f-7' }
    await expect(startReconciliation(finance, again)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a list, the amount of the document, and a decision that stays', async () => {
    await portal.rate()
    const list = 'cdr;kr\nKUL-1;52,80\n'
    const input = { ...given, list, partnerId: portal.partnerId, by: 'list' as const, statedMinor: 6000n }
    const id = await startReconciliation(finance, input)
    expect(await getReconciliation(finance, id)).toMatchObject({ statedMinor: 6000n, differenceMinor: 720n })
    await stateInvoiceAmount(finance, id, 5280n)
    await closeReconciliation(finance, id, 'paid as agreed')
    await expect(stateInvoiceAmount(finance, id, 1n)).rejects.toMatchObject({ code: 'precondition_failed' })
    await expect(closeReconciliation(finance, id, 'again')).rejects.toMatchObject({ code: 'precondition_failed' })
    expect(await matchReconciliation(system, id)).toBeNull()
    await reopenReconciliation(finance, id, 'they sent a reminder')
    expect(await getReconciliation(finance, id)).toMatchObject({ state: 'open', differenceMinor: 0n, reason: null })
  })

  test('a record of the same invoice becomes the list of what staff had started', async () => {
    await portal.rate({ invoiceReferenceId: 'F-7' })
    await startReconciliation(finance, { ...given, partnerId: portal.partnerId, by: 'reference' })
    await put('R7', 'F-7', ['KUL-1', 'KUL-5'])
    await work()
    expect((await listReconciliations(finance)).rows).toMatchObject([
      { source: 'record', counts: { missing: 1, matched: 1 } },
    ])
  })

  test.each(['support', 'auditor'] as const)('%s looks and decides nothing', async (role) => {
    const input = { ...given, list: 'KUL-1', partnerId: portal.partnerId, by: 'list' as const }
    const id = await startReconciliation(finance, input)
    const ctx = staff(role)
    expect((await listReconciliations(ctx)).rows).toHaveLength(1)
    await expect(startReconciliation(ctx, { ...input, invoiceNumber: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(closeReconciliation(ctx, id, 'x')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(reopenReconciliation(ctx, id, 'x')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(stateInvoiceAmount(ctx, id, 1n)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(matchReconciliation(ctx, id)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
