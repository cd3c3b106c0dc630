import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs'
import { describe, expect, test } from 'vitest'
import { decimal, sum } from '@/lib/kernel/decimal'
import { buildInvoiceDocument } from '../core/invoice-document'
import type { InvoiceSnapshot } from '../core/invoice-snapshot'
import { notedSnapshot } from '../fixtures/noted-snapshot'
import { sampleSnapshot } from '../fixtures/snapshot'
import { renderInvoiceUbl } from './invoice-ubl'

const XSD = join(process.cwd(), '..', 'shared', 'data', 'peppol', 'ubl21-xsd', 'maindoc')
const NAMESPACES = {
  cac: 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  cbc: 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
}
const business = {
  id: 'cus_2',
  number: 48_301,
  kind: 'business' as const,
  name: 'Åkeri & Söner <Norr> AB',
  organisationNumber: '556012-5790',
  street: 'Box 167',
  postalCode: '602 24',
  city: 'Norrköping',
  country: 'SE',
}
const credit: Partial<InvoiceSnapshot> = {
  kind: 'credit_note',
  number: '2611-00501',
  ocr: null,
  dueDate: null,
  original: { number: '2611-00482', invoiceDate: sampleSnapshot(1).invoiceDate! },
  reason: 'Operatören har rättat priset',
}

/** A credit note's sums are negative in the snapshot. */
function credited(count: number): InvoiceSnapshot {
  const whole = sampleSnapshot(count)
  const turned = (text: string) => String(-BigInt(text))
  return {
    ...whole,
    ...credit,
    vat: whole.vat.map((row) => ({ ...row, netMinor: turned(row.netMinor), vatMinor: turned(row.vatMinor) })),
    roundingMinor: turned(whole.roundingMinor),
    payableMinor: turned(whole.payableMinor),
  }
}

const CASES: [string, InvoiceSnapshot][] = [
  ['an invoice to a person', sampleSnapshot(12)],
  ['an invoice to a company, in English', sampleSnapshot(40, { customer: business, locale: 'en' })],
  ['a credit note', credited(7)],
  ['an invoice on which promises ruled', notedSnapshot(6)],
  [
    'an invoice that was partly paid before',
    sampleSnapshot(5, { advances: [{ kind: 'payment', amountMinor: '20000' }] }),
  ],
]
const render = (snapshot: InvoiceSnapshot) => renderInvoiceUbl(buildInvoiceDocument(snapshot), 'elin@example.se')

/** The texts at a path, of a document that is freed after. */
function read<T>(xml: string, look: (texts: (path: string) => string[]) => T): T {
  const parsed = XmlDocument.fromString(xml)
  try {
    return look((path) => parsed.find(path, NAMESPACES).map((node) => (node as { content: string }).content))
  } finally {
    parsed.dispose()
  }
}

describe.skipIf(!existsSync(XSD))('against the UBL 2.1 schemas', () => {
  test.each(CASES)('%s is valid', (_, snapshot) => {
    xmlRegisterFsInputProviders()
    const name = snapshot.kind === 'credit_note' ? 'CreditNote' : 'Invoice'
    const path = join(XSD, `UBL-${name}-2.1.xsd`)
    const schema = XmlDocument.fromBuffer(readFileSync(path), { url: path })
    const validator = XsdValidator.fromDoc(schema)
    const parsed = XmlDocument.fromString(render(snapshot))
    try {
      validator.validate(parsed)
      const broken = XmlDocument.fromString(
        render(snapshot)
          .replace(/<cbc:ID>/, '<cbc:IDX>')
          .replace(/<\/cbc:ID>/, '</cbc:IDX>'),
      )
      expect(() => validator.validate(broken)).toThrow('IDX')
      broken.dispose()
    } finally {
      parsed.dispose()
      validator.dispose()
      schema.dispose()
    }
  })
})

/** The rules of EN 16931 and Peppol about sums that the document breaks. */
function brokenRules(xml: string): string[] {
  return read(xml, (texts) => {
    const one = (path: string) => decimal(texts(path)[0] ?? '0')
    const total = (path: string) => sum(texts(path).map((text) => decimal(text)))
    const money = (name: string) => one(`//cac:LegalMonetaryTotal/cbc:${name}`)
    const lines = '/*/*[self::cac:InvoiceLine or self::cac:CreditNoteLine]'
    const nets = texts(`${lines}/cbc:LineExtensionAmount`)
    const quantities = texts(`${lines}/*[self::cbc:InvoicedQuantity or self::cbc:CreditedQuantity]`)
    const prices = texts(`${lines}/cac:Price/cbc:PriceAmount`)
    const taxable = one('//cac:TaxSubtotal/cbc:TaxableAmount')
    const tax = one('//cac:TaxTotal/cbc:TaxAmount')
    const rules: Record<string, boolean> = {
      'BR-CO-10': total(`${lines}/cbc:LineExtensionAmount`).eq(money('LineExtensionAmount')),
      'BR-CO-13': money('TaxExclusiveAmount').eq(money('LineExtensionAmount')),
      'BR-CO-14': total('//cac:TaxSubtotal/cbc:TaxAmount').eq(tax),
      'BR-CO-15': money('TaxExclusiveAmount').plus(tax).eq(money('TaxInclusiveAmount')),
      'BR-CO-16': money('TaxInclusiveAmount')
        .minus(money('PrepaidAmount'))
        .plus(money('PayableRoundingAmount'))
        .eq(money('PayableAmount')),
      'BR-CO-17': taxable.times('0.25').minus(tax).abs().lte('0.01'),
      'BR-S-08': taxable.eq(money('TaxExclusiveAmount')),
      'BR-27': prices.every((price) => !price.startsWith('-')),
      'whole kronor': money('PayableAmount').isInteger(),
      'PEPPOL-EN16931-R120':
        nets.length > 0 &&
        nets.every((net, index) =>
          decimal(quantities[index] ?? 'NaN')
            .times(prices[index] ?? 'NaN')
            .minus(net)
            .abs()
            .lte('0.02'),
        ),
    }
    return Object.keys(rules).filter((rule) => !rules[rule])
  })
}

test.each(CASES)('the sums of %s are those of EN 16931', (_, snapshot) => {
  expect(brokenRules(render(snapshot))).toEqual([])
})

test('they hold for any number of charges', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.boolean(), (count, taken) => {
      expect(brokenRules(render(taken ? credited(count) : sampleSnapshot(count)))).toEqual([])
    }),
    { numRuns: 25 },
  )
})

test('a charge tells its note at its first line', () => {
  const xml = render(notedSnapshot(6))
  const notes = read(xml, (texts) => texts('/*/cac:InvoiceLine/cbc:Note'))
  expect(notes).toHaveLength(6)
  expect(notes.filter((note) => note.includes('quo_'))).toHaveLength(2)
})

test('a sum that is wrong is found', () => {
  const xml = render(sampleSnapshot(3)).replace(/(<cbc:LineExtensionAmount currencyID="SEK">)\d+/, '$11')
  expect(brokenRules(xml)).toContain('BR-CO-10')
})

test('a company is addressed by its number, a person by e-mail; both are named as they are written', () => {
  const buyer = '//cac:AccountingCustomerParty/cac:Party/'
  const facts = (snapshot: InvoiceSnapshot) =>
    read(render(snapshot), (texts) => [
      texts(`${buyer}cbc:EndpointID`),
      texts(`${buyer}cbc:EndpointID/@schemeID`),
      texts(`${buyer}cac:PartyLegalEntity/cbc:RegistrationName`),
    ])
  expect(facts(sampleSnapshot(1, { customer: business }))).toEqual([['5560125790'], ['0007'], [business.name]])
  expect(facts(sampleSnapshot(1))).toEqual([['elin@example.se'], ['EM'], ['Elin Sandberg']])
})

test('it is paid to the Bankgiro with the OCR, for the kronor of the invoice', () => {
  const snapshot = sampleSnapshot(5)
  read(render(snapshot), (texts) => {
    expect(texts('//cbc:PaymentID')).toEqual([snapshot.ocr])
    expect(texts('//cac:PayeeFinancialAccount/cbc:ID')).toEqual(['50501055'])
    expect(decimal(texts('//cbc:PayableAmount')[0]!).times(100).toFixed()).toBe(snapshot.payableMinor)
  })
})

test('what was paid before is not asked for again', () => {
  const snapshot = sampleSnapshot(5, { advances: [{ kind: 'payment', amountMinor: '20000' }] })
  read(render(snapshot), (texts) => {
    expect(texts('//cbc:PrepaidAmount')).toEqual(['200.00'])
    expect(decimal(texts('//cbc:PayableAmount')[0]!).times(100).toFixed()).toBe(
      (BigInt(snapshot.payableMinor) - 20_000n).toString(),
    )
  })
})

test('a credit note names its invoice and takes back positive amounts', () => {
  read(render(credited(3)), (texts) => {
    expect(texts('/*/cbc:CreditNoteTypeCode')).toEqual(['381'])
    expect(texts('//cac:InvoiceDocumentReference/cbc:ID')).toEqual(['2611-00482'])
    expect(texts('//cac:PaymentMeans')).toEqual([])
    expect(decimal(texts('//cbc:PayableAmount')[0]!).gt(0)).toBe(true)
  })
})

test('a line of several prices is one piece at its net', () => {
  const snapshot = sampleSnapshot(1)
  const [session] = snapshot.sessions
  session!.lines[0]!.unitPrice = '9.99'
  read(render(snapshot), (texts) => {
    expect(texts('//cbc:InvoicedQuantity')[0]).toBe('1')
    expect(texts('//cbc:InvoicedQuantity/@unitCode')[0]).toBe('EA')
  })
  expect(brokenRules(render(snapshot))).toEqual([])
})

test('a draft has none', () => {
  expect(() => render(sampleSnapshot(1, { number: null }))).toThrow('draft')
})
