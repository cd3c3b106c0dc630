// A price from the page where it is read to the invoice that states it, through the real endpoint, rating and run.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { openStubScene, type StubScene } from '@/db/factories/stub-scene'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import type { CdrId, QuoteId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, monthOf, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { startCharging } from '@/lib/ocpi/client/send-command'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call, cdrBody, tariffBody } from '@/lib/ocpi/testing/call'
import { systemClock } from '@/lib/platform/clock'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { lockQuote } from '@/lib/rating/quotes/lock-quote'
import { getMyQuote } from '@/lib/rating/quotes/queries/get-quote'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import { buildInvoiceDocument } from './core/invoice-document'
import type { InvoiceSnapshot } from './core/invoice-snapshot'
import { runBilling } from './run-billing'

const sql = testSql()
const system = mintSystemCtx({ requestId: 'test', clock: systemClock, job: 'test' })
const KWH = 20
let scene: StubScene

beforeEach(async () => {
  await truncateAll(sql)
  await ensurePublicPlan(system)
  scene = await openStubScene()
})
afterEach(() => scene.partner.close())
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const elementsAt = (price: number) => [
  { price_components: [{ type: 'ENERGY', price, vat: 25, step_size: 1 }] },
  { price_components: [{ type: 'FLAT', price: 4.9, vat: 25, step_size: 1 }] },
]

/** The operator states its price, and dates it back where it says so. */
async function tariff(price: number, stated: string): Promise<void> {
  const { countryCode, partyId } = scene.partner
  const body = tariffBody(scene.partner, 'T1', { elements: elementsAt(price), last_updated: stated })
  await call(scene.partner, 'PUT', `tariffs/${countryCode}/${partyId}/T1`, body)
  scene.clock.set(systemClock.now())
}

async function start(): Promise<{ quoteId: QuoteId; reference: string; grossMinor: bigint }> {
  const asked = { evseId: scene.evseId, connectorId: '1', wish: { by: 'kwh' as const, amount: KWH } }
  const seen = await getMyQuote(scene.me, asked)
  const quoteId = await lockQuote(scene.me, {
    ...asked,
    shownAt: seen.shownAt,
    shown: seen.shown,
    unknownAgreed: false,
  })
  await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1', quoteId })
  await sql`update commands set state = 'done'`
  return { quoteId, reference: scene.sent().authorization_reference, grossMinor: seen.price!.grossMinor }
}

/** The charge exactly as it was estimated, so many hours ago. */
async function bill(id: string, from: Instant, price: number, reference: string): Promise<CdrId> {
  const [token] = await sql<{ uid: string; contract_id: string }[]>`
    select uid, contract_id from tokens where customer_id = ${scene.me.customerId}`
  const end = instant(from + 2 * HOUR_MS)
  const excl = KWH * price + 4.9
  const cost = { excl_vat: excl, incl_vat: excl * 1.25 }
  const body = cdrBody(scene.partner, id, token!.uid, {
    start_date_time: toIsoInstant(from),
    end_date_time: toIsoInstant(end),
    cdr_token: {
      country_code: 'SE',
      party_id: 'LDN',
      uid: token!.uid,
      type: 'APP_USER',
      contract_id: token!.contract_id,
    },
    authorization_reference: reference,
    auth_method: 'COMMAND',
    tariffs: [tariffBody(scene.partner, 'T1', { elements: elementsAt(price), last_updated: '2026-09-01T00:00:00Z' })],
    charging_periods: [
      {
        start_date_time: toIsoInstant(from),
        dimensions: [
          { type: 'ENERGY', volume: KWH },
          { type: 'TIME', volume: 2 },
        ],
        tariff_id: 'T1',
      },
    ],
    total_energy: KWH,
    total_time: 2,
    total_cost: cost,
    total_energy_cost: { excl_vat: KWH * price, incl_vat: KWH * price * 1.25 },
    total_fixed_cost: { excl_vat: 4.9, incl_vat: 4.9 * 1.25 },
    last_updated: toIsoInstant(end),
  })
  await call(scene.partner, 'POST', 'cdrs', body)
  await flushRating()
  const [row] = await sql<{ id: CdrId }[]>`select id from cdrs where ocpi_id = ${id}`
  await rateCdrs(system, [row!.id]) // it was just stored
  return row!.id
}

test('what was quoted is on the invoice, to the öre, also where the operator became dearer; and the invoice says so', async () => {
  await tariff(3.2, '2026-09-01T00:00:00Z')
  const [first, second] = [await start(), await start()]
  expect(first.grossMinor).toBe(second.grossMinor)
  const now = systemClock.now()
  const plain = await bill('PLAIN', instant(now - 3 * HOUR_MS), 3.2, first.reference)
  // Dated back to before the charge, so that by the operator's tariff the dearer bill is right.
  await tariff(4.2, toIsoInstant(instant(now - 9 * HOUR_MS)))
  const dearer = await bill('DEARER', instant(now - 6 * HOUR_MS), 4.2, second.reference)
  const invoices = await sql<{ snapshot: InvoiceSnapshot }[]>`select snapshot from invoices`
  expect(invoices).toEqual([])
  await runBilling(system, { period: monthOf(now), finalize: true })
  const [invoice] = await sql<{ snapshot: InvoiceSnapshot }[]>`select snapshot from invoices where state <> 'draft'`
  const document = buildInvoiceDocument(invoice!.snapshot)
  const sessions = new Map(document.places.flatMap((place) => place.sessions.map((own) => [own.cdrId, own])))
  for (const [cdrId, quote] of [
    [plain, first],
    [dearer, second],
  ] as const) {
    const session = sessions.get(cdrId)!
    expect(session.grossMinor).toBe(quote.grossMinor)
    expect(session.lines.reduce((sum, line) => sum + line.grossMinor, 0n)).toBe(quote.grossMinor)
    const lines = await sql<{ net: string }[]>`select net_minor::text as net from invoice_lines where cdr_id = ${cdrId}`
    expect(lines.reduce((sum, { net }) => sum + BigInt(net), 0n)).toBe(session.netMinor)
  }
  // 20 kWh at 4,20 and our 10 öre, and 4,90, with VAT.
  expect(sessions.get(plain)!.notes).toEqual([])
  expect(sessions.get(dearer)!.notes).toEqual([
    {
      kind: 'promise',
      source: 'quote',
      quoteId: second.quoteId,
      usualMinor: 11_363n,
      paidMinor: second.grossMinor,
      sparedMinor: 2500n,
    },
  ])
})
