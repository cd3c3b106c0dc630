// The end of the chain: what was quoted stands on the invoice, to the öre, for the same behaviour.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCdr } from '@/db/factories/build-cdr'
import { imagineSession } from '@/lib/pricing/estimate-session'
import { assessCdr } from '@/lib/rating/core/assess-cdr'
import { quoteCharge } from '@/lib/rating/core/quote'
import { behaviour, contextAt, PLANS, startedAt, tariff } from '@/lib/rating/fixtures/any-charge'
import { buildStored, buildSubject } from '@/lib/rating/fixtures/build-subject'
import { sampleSnapshot } from '../fixtures/snapshot'
import { putOnInvoice, snapshotVat, taxableOf } from './charges-on-invoice'
import { buildInvoiceDocument } from './invoice-document'
import type { SnapshotLine } from './invoice-snapshot'

const PLACE = { timeZone: 'Europe/Stockholm', powerType: 'DC', maxPowerKw: 150, stepMode: 'combined' } as const
const total = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n)

describe.each(Object.keys(PLANS))('with %s', (kind) => {
  test('the invoice of one charge is its quote', () => {
    fc.assert(
      fc.property(tariff, PLANS[kind]!, startedAt, behaviour, (offered, rules, at, asked) => {
        const place = { ...PLACE, context: contextAt(at) }
        const { price: quote } = quoteCharge({ ...place, tariff: offered, rules }, at, asked)
        const imagined = imagineSession({ tariff: offered, startedAt: at, timeZone: PLACE.timeZone, ...asked })
        const cdr = {
          ...buildCdr({ tariffs: [offered] }),
          startedAt: at,
          endedAt: imagined.endedAt,
          chargingPeriods: imagined.periods.map((period) => ({ ...period, tariffId: offered.id })),
          totalEnergyKwh: asked.energyKwh,
        }
        const plan = { versionId: buildSubject().plan!.versionId, rules } // the builder's plan
        const subject = buildSubject({ ...place, cdr, plan, storedTariffs: [buildStored(offered)] })
        const rated = assessCdr(subject).rating.retail!
        // As the database keeps a rating, and hands it to the run.
        const lines = JSON.parse(JSON.stringify(rated.lines)) as SnapshotLine[]
        const { lines: placed, totals } = putOnInvoice([{ lines }], null)
        expect(totals).toMatchObject({
          netMinor: quote!.netMinor,
          vatMinor: quote!.vatMinor,
          grossMinor: quote!.grossMinor,
        })
        const [sample] = sampleSnapshot(1).sessions
        const session = {
          ...sample!,
          startedAt: at,
          endedAt: imagined.endedAt,
          netMinor: rated.netMinor.toString(),
          grossMinor: rated.grossMinor.toString(),
          lines: placed.map(({ line }) => line),
        }
        const taxable = taxableOf(session.lines)
        const document = buildInvoiceDocument(
          sampleSnapshot(1, {
            sessions: [session],
            vat: snapshotVat(taxable),
            roundingMinor: totals.roundingMinor.toString(),
            payableMinor: totals.payableMinor.toString(),
          }),
        )
        expect([document.netMinor, document.vatMinor, document.grossMinor]).toEqual([
          quote!.netMinor,
          quote!.vatMinor,
          quote!.grossMinor,
        ])
        expect(document.vatRoundingMinor).toBe(0n)
        const shown = document.places[0]!.sessions[0]!.lines
        expect(total(shown.map(({ netMinor }) => netMinor))).toBe(quote!.netMinor)
        expect(total(shown.map(({ grossMinor }) => grossMinor))).toBe(quote!.grossMinor)
      }),
      // Each run judges a whole CDR; the kinds of plan make it many.
      { numRuns: 40 },
    )
  })
})
