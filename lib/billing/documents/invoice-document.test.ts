import { describe, expect, test } from 'vitest'
import { detailTable } from '../core/detail-table'
import { documentLabels, leadSentence } from '../core/document-labels'
import { buildInvoiceDocument, type InvoiceDocument } from '../core/invoice-document'
import { noteTexts } from '../core/document-notes'
import { notedSnapshot } from '../fixtures/noted-snapshot'
import { sampleSnapshot } from '../fixtures/snapshot'
import { renderInvoiceHtml } from './invoice-html'
import { invoiceJson } from './invoice-json'
import { renderInvoicePdf } from './invoice-pdf'
import { qrCode } from './qr-code'

const total = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n)

function expectSums(document: InvoiceDocument) {
  for (const place of document.places) {
    expect(total(place.sessions.map(({ grossMinor }) => grossMinor))).toBe(place.grossMinor)
    for (const session of place.sessions) {
      expect(total(session.lines.map(({ grossMinor }) => grossMinor))).toBe(session.grossMinor)
      for (const line of session.lines)
        expect(total(line.parts.map(({ grossMinor }) => grossMinor))).toBe(line.grossMinor)
    }
  }
  expect(total(document.places.map(({ grossMinor }) => grossMinor))).toBe(document.sessionsMinor)
  expect(document.chargesMinor + document.vatRoundingMinor).toBe(document.grossMinor)
  expect(document.grossMinor + document.roundingMinor).toBe(document.payableMinor)
  const table = detailTable(document)
  expect(total(table.amounts)).toBe(table.grossMinor)
  expect(table.grossMinor).toBe(document.sessionsMinor)
}

describe('the document', () => {
  test.each([1, 2, 14, 333])('of %i sessions sums at every level', (count) => {
    expect.hasAssertions()
    expectSums(buildInvoiceDocument(sampleSnapshot(count)))
  })

  test('a credit note is the same, negative', () => {
    const snapshot = sampleSnapshot(14)
    const negative = {
      ...snapshot,
      kind: 'credit_note' as const,
      vat: snapshot.vat.map((row) => ({ ...row, netMinor: `-${row.netMinor}`, vatMinor: `-${row.vatMinor}` })),
      payableMinor: (-BigInt(snapshot.payableMinor)).toString(),
      roundingMinor: (-BigInt(snapshot.roundingMinor)).toString(),
    }
    const document = buildInvoiceDocument(negative)
    expectSums(document)
    expect(document.payableMinor).toBe(-buildInvoiceDocument(snapshot).payableMinor)
    expect(document.payment).toBeNull()
  })

  test('opens with a sentence, in both languages', () => {
    const document = buildInvoiceDocument(sampleSnapshot(1))
    const sentence = (locale: 'sv' | 'en') =>
      leadSentence(document, locale)
        .map(({ text }) => text)
        .join('')
    expect(sentence('sv')).toBe('I oktober laddade du en gång för 67,99\u00a0kr.')
    expect(sentence('en')).toBe('In October you charged once for 67,99\u00a0kr.')
  })

  test('pays by the OCR reference, also with Swish', () => {
    const { payment, payableMinor } = buildInvoiceDocument(sampleSnapshot(2))
    expect(payment).toEqual({
      ocr: '26110048210',
      bankgiro: '5050-1055',
      swishPayload: `C1231181189;${payableMinor / 100n},00;26110048210;0`,
    })
  })

  test('both languages have every word', () => {
    const keys = (locale: 'sv' | 'en') => Object.keys(documentLabels(locale)).toSorted()
    expect(keys('en')).toEqual(keys('sv'))
  })
})

describe('its forms', () => {
  const document = buildInvoiceDocument(
    sampleSnapshot(14, { customer: { ...sampleSnapshot(1).customer, name: '<b>Å & Ö</b>' } }),
  )

  test('JSON has decimals and instants as text', () => {
    expect(invoiceJson(document)).toMatchObject({
      number: '2611-00482',
      payable: expect.stringMatching(/^\d+\.00$/),
    })
  })

  test('HTML stands alone, escapes and unfolds', () => {
    const html = renderInvoiceHtml(document)
    expect(html).toContain('&lt;b&gt;Å &amp; Ö&lt;/b&gt;')
    expect(html).not.toMatch(/<(link|script|img)|https?:|undefined|NaN/)
    expect(html.match(/<details>/g)!.length).toBeGreaterThan(14)
    expect(renderInvoiceHtml(document, 'en')).toContain('lang="en"')
  })

  test('the PDF is tagged and the same bytes every time', async () => {
    const [first, second] = [await renderInvoicePdf(document), await renderInvoicePdf(document)]
    expect(first.equals(second)).toBe(true)
    const text = first.toString('latin1')
    expect(text.slice(0, 8)).toBe('%PDF-1.7')
    expect(text).toMatch(/\/Marked true/)
    expect(text).toMatch(/\/Lang \(sv-SE\)/)
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(2)
  })

  test('a thousand sessions are many pages', async () => {
    const bytes = await renderInvoicePdf(buildInvoiceDocument(sampleSnapshot(1000)), 'en')
    expect(bytes.toString('latin1').match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(20)
  })
})

describe('what is told of a charge beside its amount', () => {
  const document = buildInvoiceDocument(notedSnapshot(6))
  const sessions = document.places.flatMap((place) => place.sessions)
  const textsOf = (locale: 'sv' | 'en') => sessions.flatMap((session) => noteTexts(session, 'SEK', locale))
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')

  test('whose rate an operator’s money was converted by, once for each charge', () => {
    const session = sessions.find(({ cdrId }) => cdrId === 'cdr_4')! // an operator in euro
    const says = (locale: 'sv' | 'en') => noteTexts(session, 'SEK', locale).map(plain)
    expect(says('sv')).toEqual([
      'Operatören tar betalt i EUR. 1 EUR = 11,4325 kr, Europeiska centralbankens kurs 12 oktober 2026.',
    ])
    expect(says('en')).toEqual([
      'The operator charges in EUR. 1 EUR = 11,4325 kr, the European Central Bank’s rate of 12 October 2026.',
    ])
  })

  test('a promise that ruled, by its number, with what was spared; a late account; what was asked in vain', () => {
    const session = sessions.find(({ cdrId }) => cdrId === 'cdr_5')! // bears all notes
    const texts = noteTexts({ ...session, notes: session.notes }, 'SEK', 'sv').map(plain)
    expect(texts).toEqual([
      expect.stringMatching(
        /^Priset du såg innan du startade gällde \(quo_\w+\)\. Annars hade det blivit [\d ]+,\d\d kr; du slapp 25,00 kr\.$/,
      ),
      expect.stringMatching(/för sent, .* i stället för [\d ]+,\d\d kr; du slapp 12,40 kr\.$/),
      'Operatören begärde 123,45 kr, enligt sin egen prislista ska den ha 100,00 kr. Mellanskillnaden på 23,45 kr betalar du inte.',
      'Priset som var offentligt när du startade gällde.',
    ])
    expect(noteTexts(session, 'SEK', 'en').map(plain)[0]).toMatch(/you were spared 25,00 kr\.$/)
  })

  test('stands in HTML, in the charge and in the table, and as data', () => {
    const html = renderInvoiceHtml(document)
    for (const text of textsOf('sv')) expect(html.split(text).length - 1).toBeGreaterThanOrEqual(2)
    const english = renderInvoiceHtml(document, 'en')
    for (const text of textsOf('en')) expect(english).toContain(text)
    const notes = JSON.stringify(invoiceJson(document))
    expect(notes).toContain('"kind":"promise","source":"quote","quoteId":"quo_')
    expect(notes).toContain('"asked":"123.45","right":"100.00","spared":"23.45"')
    expect(notes).toMatch(/"dueAt":"2026-/)
  })

  test('changes no sum, and no page number of an invoice that tells nothing', async () => {
    expectSums(document)
    expect(document.payableMinor).toBe(buildInvoiceDocument(sampleSnapshot(6)).payableMinor)
    const pages = async (of: InvoiceDocument) =>
      (await renderInvoicePdf(of)).toString('latin1').match(/\/Type \/Page\b/g)!.length
    expect(await pages(document)).toBe(2)
    expect(await pages(buildInvoiceDocument(notedSnapshot(60)))).toBeGreaterThan(2)
  })

  test('is nothing on a credit note, and what an older document knows of a promise', () => {
    const [session] = sampleSnapshot(1).sessions
    const old = sampleSnapshot(1, { sessions: [{ ...session!, usualMinor: '9299' }] })
    const [told] = buildInvoiceDocument(old).places[0]!.sessions
    expect(noteTexts(told!, 'SEK', 'sv').map(plain)).toEqual([
      'Priset du såg innan du startade gällde. Annars hade det blivit 92,99 kr; du slapp 25,00 kr.',
    ])
    const credit = buildInvoiceDocument(notedSnapshot(3, { kind: 'credit_note' }))
    expect(credit.places.flatMap((place) => place.sessions.flatMap(({ notes }) => notes))).toEqual([])
  })
})

test('a QR code is one path of whole runs', () => {
  const { size, path } = qrCode('C1237856901;100,00;12229445;0')
  expect(size).toBe(25)
  expect(path.startsWith('M0 0h7v1h-7z')).toBe(true)
})
