// The invoice on paper: first the sentence, what to pay and how, receipt lines and VAT; then every charge in a form
// that can be ticked off. Prints in black and white without loss. Same document, same bytes.
import { formatBankgiro, formatOrganisationNumber } from '../core/bankgiro'
import { documentLabels, leadSentence, type DocumentLocale } from '../core/document-labels'
import type { InvoiceDocument } from '../core/invoice-document'
import { formatOcr } from '../core/ocr'
import { formatCalendarDate, formatDateRange, formatMonth } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatAmount, formatCount, formatMoney, formatPercent } from '@/lib/kernel/format/money'
import { LOGO_MARK, LOGO_ROWS, LOGO_WORD } from './logo-paths'
import { drawDetails } from './pdf-details'
import type { Sheet } from './pdf-sheet'
import { INK_2, LINE, PAGE, PdfCanvas } from './pdf-canvas'
import { qrCode } from './qr-code'

/** More places than these are summed in one line on the first page; the detail pages name each. */
const PLACES_SHOWN = 7
const FOOT_TOP = 770

/** Makes the PDF of an issued invoice or credit note, in the customer's language or another. */
export async function renderInvoicePdf(
  document: InvoiceDocument,
  locale: DocumentLocale = document.locale,
): Promise<Buffer> {
  const labels = documentLabels(locale)
  const name = document.kind === 'invoice' ? labels.invoice : labels.creditNote
  const canvas = new PdfCanvas({
    title: `${name} ${document.number ?? ''}`.trim(),
    author: document.seller.name,
    language: locale === 'sv' ? 'sv-SE' : 'en',
    createdAt: new Date(`${document.invoiceDate ?? document.periodTo}T00:00:00Z`),
  })
  const sheet: Sheet = { canvas, document, labels, locale }
  drawHead(sheet, name)
  let y = drawLead(sheet)
  y = drawPayment(sheet, y + 20)
  y = drawLines(sheet, y + 26)
  y = drawVat(sheet, y + 32)
  drawTerms(sheet, y + 24)
  if (document.places.length > 0) drawDetails(sheet)
  drawFeet(sheet)
  return canvas.finish()
}

function drawHead({ canvas, document, labels, locale }: Sheet, name: string): void {
  const { doc } = canvas
  canvas.content(
    'Figure',
    () => {
      const scale = 0.66
      const [x, y] = [PAGE.left - 6 * scale, PAGE.top - 13]
      canvas.shape(LOGO_MARK, x, y, scale, '#12524c')
      canvas.shape(LOGO_ROWS, x, y, scale, '#ffffff')
      canvas.shape(LOGO_WORD, x - 5 * scale, y, scale, '#000000')
      doc.fillColor('#000000')
    },
    'Laddnota',
  )
  canvas.content('P', () =>
    canvas.text(`${labels.from} ${document.seller.tradeName}`, PAGE.left, PAGE.top + 20, { size: 8.25, colour: INK_2 }),
  )
  const facts: [string, string][] = [
    [name, document.number ?? ''],
    [labels.invoiceDate, document.invoiceDate ? formatCalendarDate(document.invoiceDate, 'date', locale) : ''],
    [labels.customerNumber, formatCount(document.customer.number, locale)],
    [labels.period, formatDateRange(document.periodFrom, document.periodTo, locale)],
  ]
  if (document.original) facts.push([labels.original, document.original.number])
  let y: number = PAGE.top
  const [left, right] = [364, 442]
  canvas.group('Sect', () => {
    for (const [label, value] of facts) {
      canvas.content('P', () => {
        canvas.text(label, left, y, { size: 9, colour: INK_2 })
        canvas.text(value, right, y, { size: 9 })
      })
      y += 13.5
    }
    y += 8
    const { customer } = document
    const organisation = customer.organisationNumber
      ? `${labels.organisationNumber} ${formatOrganisationNumber(customer.organisationNumber)}`
      : ''
    const address = [customer.name, customer.street, `${customer.postalCode} ${customer.city}`.trim(), organisation]
    for (const text of address.filter((row) => row !== '')) {
      canvas.content('P', () => {
        y = canvas.paragraph([{ text, strong: false }], left, y, PAGE.right - left, 12, { size: 9 })
      })
      y += 13.5
    }
  })
}

function drawLead({ canvas, document, locale }: Sheet): number {
  let y = 176
  canvas.content('H1', () => {
    y = canvas.paragraph(leadSentence(document, locale), PAGE.left, y, 360, 25, { size: 20, plainColour: '#333333' })
  })
  return y
}

function drawPayment(sheet: Sheet, top: number): number {
  const { canvas, document, labels, locale } = sheet
  const height = 94
  canvas.rule(top)
  canvas.rule(top + height)
  canvas.group('Sect', () => {
    const credit = document.kind === 'credit_note'
    const amount = formatAmount(credit ? -document.payableMinor : document.dueMinor, document.currency, locale)
    canvas.content('P', () =>
      canvas.text(credit ? labels.credit : labels.toPay, PAGE.left, top + 29, { size: 9, colour: INK_2 }),
    )
    canvas.content('P', () => {
      const end = canvas.text(amount, PAGE.left, top + 57, { size: 25, strong: true })
      canvas.text('kr', end + 6, top + 57, { size: 13, colour: INK_2 })
    })
    if (credit) {
      canvas.content('P', () =>
        canvas.paragraph([{ text: labels.creditUse, strong: false }], 240, top + 40, 290, 14, {
          size: 9.75,
          colour: INK_2,
        }),
      )
      return
    }
    if (document.dueDate) {
      const due = formatCalendarDate(document.dueDate, 'date', locale)
      canvas.content('P', () => {
        const end = canvas.text(`${labels.by} `, PAGE.left, top + 75, { size: 9 })
        canvas.text(due, end, top + 75, { size: 9, strong: true })
      })
    }
    drawPaymentFacts(sheet, top, height)
  })
  return top + height
}

function drawPaymentFacts({ canvas, document, labels, locale }: Sheet, top: number, height: number): void {
  const { payment } = document
  if (!payment) return
  canvas.artifact(() =>
    canvas.doc
      .moveTo(226, top + 15)
      .lineTo(226, top + height - 15)
      .lineWidth(0.6)
      .strokeColor(LINE)
      .stroke(),
  )
  const facts: [string, string][] = [
    [labels.bankgiro, formatBankgiro(payment.bankgiro)],
    [labels.ocr, formatOcr(payment.ocr)],
    [labels.toPay, formatMoney(document.dueMinor, document.currency, locale)],
  ]
  facts.forEach(([label, value], index) => {
    const y = top + 34 + index * 18
    canvas.content('P', () => {
      canvas.text(label, 244, y, { size: 9, colour: INK_2 })
      canvas.text(value, 322, y, { size: 9.75, strong: true })
    })
  })
  if (payment.swishPayload === null) return
  const { size, path } = qrCode(payment.swishPayload)
  const side = 62
  canvas.content('Figure', () => canvas.shape(path, PAGE.right - side, top + 12, side / size, '#000000'), labels.scan)
  canvas.content('P', () =>
    canvas.text(labels.swish, PAGE.right - side / 2 + canvas.width(labels.swish, { size: 7 }) / 2, top + 85, {
      size: 7,
      colour: INK_2,
      align: 'right',
    }),
  )
}

type Receipt = { label: string; note?: string; amount: string; kind?: 'line' | 'mid' | 'sum' }

function receiptLines({ document, labels, locale }: Sheet): Receipt[] {
  const kr = (minor: bigint) => formatMoney(minor, document.currency, locale)
  const facts = (sessions: number, energyKwh: string) =>
    `${labels.sessions(sessions)}, ${formatEnergy(energyKwh, locale)}`
  const shown = document.places.length > PLACES_SHOWN + 1 ? document.places.slice(0, PLACES_SHOWN) : document.places
  const rest = document.places.slice(shown.length)
  const lines: Receipt[] = shown.map((place) => ({
    label: place.name,
    note: facts(place.sessions.length, place.energyKwh),
    amount: kr(place.grossMinor),
  }))
  if (rest.length > 0) {
    const count = rest.reduce((sum, place) => sum + place.sessions.length, 0)
    lines.push({
      label: labels.otherPlaces(rest.length),
      note: labels.sessions(count),
      amount: kr(rest.reduce((sum, place) => sum + place.grossMinor, 0n)),
    })
  }
  if (document.places.length > 0)
    lines.push({ label: labels.chargesSum, amount: kr(document.sessionsMinor), kind: 'mid' })
  for (const fee of document.fees)
    lines.push({ label: labels.monthlyFee, note: formatMonth(fee.month, locale), amount: kr(fee.grossMinor) })
  if (document.vatRoundingMinor !== 0n) lines.push({ label: labels.vatRounding, amount: kr(document.vatRoundingMinor) })
  if (document.roundingMinor !== 0n) lines.push({ label: labels.rounding, amount: kr(document.roundingMinor) })
  if (document.advances.length > 0)
    lines.push({ label: labels.invoiceSum, amount: kr(document.payableMinor), kind: 'mid' })
  for (const { kind, amountMinor } of document.advances)
    lines.push({ label: labels.advance[kind], amount: kr(-amountMinor) })
  lines.push({
    label: document.kind === 'invoice' ? labels.toPay : labels.credit,
    amount: kr(document.dueMinor),
    kind: 'sum',
  })
  return lines
}

function drawLines(sheet: Sheet, top: number): number {
  const { canvas, document, labels, locale } = sheet
  let y = top
  canvas.group('Sect', () => {
    canvas.content('H2', () =>
      canvas.text(`${labels.charges} ${formatMonth(document.period, locale, 'month')}`, PAGE.left, y, {
        size: 11,
        strong: true,
      }),
    )
    for (const line of receiptLines(sheet)) y = drawReceiptLine(canvas, line, y + (line.kind === 'sum' ? 25 : 18))
  })
  return y
}

function drawReceiptLine(canvas: PdfCanvas, { label, note, amount, kind = 'line' }: Receipt, y: number): number {
  const strong = kind !== 'line'
  const size = kind === 'sum' ? 14 : 9.75
  if (kind === 'sum') canvas.rule(y - 17)
  if (kind === 'mid') canvas.rule(y - 12.5, { colour: '#666666' })
  const style = { size, strong }
  const room = PAGE.right - PAGE.left - canvas.width(amount, style) - 16
  const shownLabel = canvas.fit(label, room, style)
  const noteRoom = room - canvas.width(shownLabel, style) - 6
  const shownNote = note && noteRoom > 40 ? canvas.fit(note, noteRoom, { size: 8.5 }) : ''
  let end: number = PAGE.left
  canvas.content('P', () => {
    end = canvas.text(shownLabel, PAGE.left, y, style)
    if (shownNote) end = canvas.text(shownNote, end + 6, y, { size: 8.5, colour: INK_2 })
    canvas.text(amount, PAGE.right, y, { ...style, align: 'right' })
  })
  if (kind === 'line') canvas.leader(end + 6, PAGE.right - canvas.width(amount, style) - 5, y)
  return y
}

function drawVat({ canvas, document, labels, locale }: Sheet, top: number): number {
  const columns = [388, 469, PAGE.right] as const
  const money = (minor: bigint) => formatAmount(minor, document.currency, locale)
  let y = top
  const row = (
    cells: readonly string[],
    type: 'TH' | 'TD',
    style: { size: number; strong?: boolean; colour?: string },
  ) => {
    canvas.group('TR', () => {
      cells.forEach((cell, index) => {
        canvas.content(index === 0 ? 'TH' : type, () => {
          if (index === 0) canvas.text(cell, PAGE.left, y, style)
          else canvas.text(cell, columns[index - 1]!, y, { ...style, align: 'right' }) // three columns after the first
        })
      })
    })
  }
  const percents = [...new Set(document.vat.map(({ vatPercent }) => vatPercent))]
  const percent = percents.length === 1 && percents[0] ? formatPercent(percents[0], locale) : ''
  canvas.content('H2', () => canvas.text(labels.vat, PAGE.left, y, { size: 11, strong: true }))
  canvas.group('Table', () => {
    y += 17
    row([labels.bought, labels.withoutVat, labels.vatAmount(percent).trim(), labels.withVat], 'TH', {
      size: 8.5,
      colour: INK_2,
    })
    canvas.rule(y + 5)
    for (const { supply, vatPercent, netMinor, vatMinor, grossMinor } of document.vat) {
      y += 18
      const name =
        percents.length > 1 ? `${labels.supply[supply]}, ${formatPercent(vatPercent, locale)}` : labels.supply[supply]
      row([name, money(netMinor), money(vatMinor), money(grossMinor)], 'TD', { size: 9.75 })
      canvas.rule(y + 5, { colour: LINE, width: 0.5 })
    }
    y += 18
    row([labels.sum, money(document.netMinor), money(document.vatMinor), money(document.grossMinor)], 'TD', {
      size: 9.75,
      strong: true,
    })
  })
  return y
}

function drawTerms({ canvas, document, labels, locale }: Sheet, top: number): void {
  const due = document.dueDate ? formatCalendarDate(document.dueDate, 'date', locale) : ''
  const text =
    document.kind === 'credit_note'
      ? document.reason
      : document.sessionCount > 0
        ? labels.terms(document.sessionCount, due)
        : ''
  if (text === '') return
  const prefix = document.kind === 'credit_note' ? [{ text: `${labels.reason}: `, strong: true }] : []
  canvas.content('P', () =>
    canvas.paragraph([...prefix, { text, strong: false }], PAGE.left, top, 480, 12.5, { size: 8.5, colour: INK_2 }),
  )
}

function drawFeet({ canvas, document, labels }: Sheet): void {
  const { seller } = document
  const { start, count } = canvas.doc.bufferedPageRange()
  const columns = [
    [PAGE.left, seller.name, `${seller.street}, ${seller.postalCode} ${seller.city}`],
    [
      196,
      `${labels.organisationNumber} ${formatOrganisationNumber(seller.organisationNumber)}`,
      `${labels.vatNumber} ${seller.vatNumber}`,
    ],
    [330, labels.taxApproved, `${labels.seat} ${seller.seat}`],
    [430, seller.phone, seller.email],
  ] as const
  for (let page = start; page < start + count; page += 1) {
    canvas.doc.switchToPage(page)
    canvas.rule(FOOT_TOP, { colour: LINE })
    const draw = () => {
      columns.forEach(([x, first, second], index) => {
        canvas.text(first, x, FOOT_TOP + 17, { size: 8, strong: index === 0, colour: index === 0 ? '#000000' : INK_2 })
        canvas.text(second, x, FOOT_TOP + 29, { size: 8, colour: INK_2 })
      })
    }
    // The sender is read once; on the following pages it only stands there.
    if (page === start) canvas.content('P', draw)
    else canvas.artifact(draw)
    canvas.artifact(() =>
      canvas.text(`${page - start + 1} ${labels.of} ${count}`, PAGE.right, FOOT_TOP + 48, {
        size: 8,
        colour: INK_2,
        align: 'right',
      }),
    )
  }
}
