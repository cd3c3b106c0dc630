// The invoice as one HTML file that needs nothing else: for keeping, mailing and printing. Its lines unfold from place
// to session to formula without script.
import {
  formatCalendarDate,
  formatDateRange,
  formatInstant,
  formatMonth,
  formatTimeRange,
} from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import {
  formatAmount,
  formatCount,
  formatDecimal,
  formatMoney,
  formatPercent,
  formatUnitPrice,
} from '@/lib/kernel/format/money'
import { formatBankgiro, formatOrganisationNumber } from '../core/bankgiro'
import { detailTable, type DetailSums } from '../core/detail-table'
import { documentLabels, leadSentence, type DocumentLabels, type DocumentLocale } from '../core/document-labels'
import { noteTexts } from '../core/document-notes'
import type { DocumentLine, DocumentPlace, DocumentSession, InvoiceDocument } from '../core/invoice-document'
import { formatOcr } from '../core/ocr'
import { INVOICE_STYLE } from './invoice-style'
import { LOGO_MARK, LOGO_ROWS, LOGO_WORD } from './logo-paths'
import { qrCode } from './qr-code'

type Page = { document: InvoiceDocument; labels: DocumentLabels; locale: DocumentLocale }

/** Renders an invoice or credit note as a standalone page in the customer's language or another. */
export function renderInvoiceHtml(document: InvoiceDocument, locale: DocumentLocale = document.locale): string {
  const labels = documentLabels(locale)
  const page: Page = { document, labels, locale }
  const name = `${document.kind === 'invoice' ? labels.invoice : labels.creditNote} ${document.number ?? ''}`.trim()
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(name)} – Laddnota</title><style>${INVOICE_STYLE}</style></head>
<body><main>
<article class="sheet">${head(page)}${lead(page)}${payment(page)}${lines(page)}${vat(page)}${terms(page)}${foot(page)}</article>
${document.places.length > 0 ? `<article class="sheet">${details(page, name)}${foot(page)}</article>` : ''}
</main></body></html>
`
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

function kr({ document, locale }: Page, minor: bigint): string {
  return formatMoney(minor, document.currency, locale)
}

function head({ document, labels, locale }: Page): string {
  const { customer } = document
  const facts = [
    [document.kind === 'invoice' ? labels.invoice : labels.creditNote, document.number ?? ''],
    [labels.invoiceDate, document.invoiceDate ? formatCalendarDate(document.invoiceDate, 'date', locale) : ''],
    [labels.customerNumber, formatCount(customer.number, locale)],
    [labels.period, formatDateRange(document.periodFrom, document.periodTo, locale)],
    ...(document.original ? [[labels.original, document.original.number]] : []),
  ]
  const organisation = customer.organisationNumber
    ? `${labels.organisationNumber} ${formatOrganisationNumber(customer.organisationNumber)}`
    : ''
  const address = [
    customer.name,
    customer.street,
    `${customer.postalCode} ${customer.city}`.trim(),
    organisation,
  ].filter((row) => row !== '')
  return `<header class="head"><div><svg class="logo" viewBox="6 0 134 32" role="img" aria-label="Laddnota"><path fill="#12524c" d="${LOGO_MARK}"/><path fill="#fff" d="${LOGO_ROWS}"/><path transform="translate(-5)" d="${LOGO_WORD}"/></svg><p class="note">${labels.from} ${escape(document.seller.tradeName)}</p></div>
<div><dl>${facts.map(([label, value]) => `<div><dt>${label}</dt><dd>${escape(value ?? '')}</dd></div>`).join('')}</dl><address>${address.map(escape).join('<br>')}</address></div></header>`
}

function lead({ document, locale }: Page): string {
  const runs = leadSentence(document, locale).map(({ text, strong }) =>
    strong ? `<b>${escape(text)}</b>` : escape(text),
  )
  return `<h1>${runs.join('')}</h1>`
}

function payment(page: Page): string {
  const { document, labels, locale } = page
  const credit = document.kind === 'credit_note'
  const amount = formatAmount(credit ? -document.payableMinor : document.dueMinor, document.currency, locale)
  const due = document.dueDate
    ? `<p>${labels.by} <b>${formatCalendarDate(document.dueDate, 'date', locale)}</b></p>`
    : ''
  const facts = document.payment
    ? `<dl><div><dt>${labels.bankgiro}</dt><dd>${formatBankgiro(document.payment.bankgiro)}</dd></div><div><dt>${labels.ocr}</dt><dd>${formatOcr(document.payment.ocr)}</dd></div></dl>`
    : `<p class="note">${credit ? labels.creditUse : ''}</p>`
  return `<section class="pay"><div><p class="note">${credit ? labels.credit : labels.toPay}</p><p class="big">${amount} <small>kr</small></p>${due}</div>${facts}${swish(page)}</section>`
}

function swish({ document, labels }: Page): string {
  const payload = document.payment?.swishPayload
  if (!payload) return ''
  const { size, path } = qrCode(payload)
  return `<figure><svg class="qr" viewBox="-2 -2 ${size + 4} ${size + 4}" role="img" aria-label="${labels.scan}" shape-rendering="crispEdges"><path d="${path}"/></svg><figcaption class="note">${labels.swish}</figcaption></figure>`
}

function line(label: string, note: string, amount: string, kind = ''): string {
  return `<div class="line ${kind}"><span>${label}</span>${note ? `<span class="note">${note}</span>` : ''}<span class="amount">${amount}</span></div>`
}

function fold(label: string, note: string, amount: string, parts: string): string {
  return `<details><summary class="line"><span>${label}</span><span class="note">${note}</span><span class="amount">${amount}</span></summary><div class="parts">${parts}</div></details>`
}

function lines(page: Page): string {
  const { document, labels, locale } = page
  const month = formatMonth(document.period, locale, 'month')
  const rows = document.places.map((place) => placeFold(page, place))
  if (document.places.length > 0) rows.push(line(labels.chargesSum, '', kr(page, document.sessionsMinor), 'mid'))
  for (const fee of document.fees)
    rows.push(line(labels.monthlyFee, formatMonth(fee.month, locale), kr(page, fee.grossMinor)))
  if (document.vatRoundingMinor !== 0n) rows.push(line(labels.vatRounding, '', kr(page, document.vatRoundingMinor)))
  if (document.roundingMinor !== 0n) rows.push(line(labels.rounding, '', kr(page, document.roundingMinor)))
  if (document.advances.length > 0) rows.push(line(labels.invoiceSum, '', kr(page, document.payableMinor), 'mid'))
  for (const { kind, amountMinor } of document.advances)
    rows.push(line(labels.advance[kind], '', kr(page, -amountMinor)))
  rows.push(line(document.kind === 'invoice' ? labels.toPay : labels.credit, '', kr(page, document.dueMinor), 'sum'))
  return `<section><h2>${labels.charges} ${month}</h2>${rows.join('')}</section>`
}

function placeFold(page: Page, place: DocumentPlace): string {
  const note = `${page.labels.sessions(place.sessions.length)}, ${formatEnergy(place.energyKwh, page.locale)}`
  return fold(
    escape(place.name),
    note,
    kr(page, place.grossMinor),
    place.sessions.map((session) => sessionFold(page, session)).join(''),
  )
}

function sessionFold(page: Page, session: DocumentSession): string {
  const { locale } = page
  const when = `${formatInstant(session.startedAt, session.timeZone, 'short', locale)} ${formatTimeRange(session.startedAt, session.endedAt, session.timeZone, locale)}`
  return fold(
    when,
    formatEnergy(session.energyKwh, locale),
    kr(page, session.grossMinor),
    session.lines.map((own) => lineFold(page, session, own)).join('') + notes(page, session),
  )
}

function notes({ document, locale }: Page, session: DocumentSession): string {
  return noteTexts(session, document.currency, locale)
    .map((text) => `<p class="note told">${escape(text)}</p>`)
    .join('')
}

function lineFold(page: Page, session: DocumentSession, own: DocumentLine): string {
  const { labels, locale, document } = page
  const formula = (quantity: string, price: string) =>
    `${formatDecimal(quantity, [0, 4], locale)} ${labels.unit[own.unit]} × ${formatUnitPrice(price, document.currency, labels.unit[own.unit], locale)}`
  const parts = own.parts.map((part) =>
    line(
      formatTimeRange(part.startedAt, part.endedAt, session.timeZone, locale),
      formula(part.quantity, part.unitPrice),
      kr(page, part.grossMinor),
    ),
  )
  return fold(labels.kind[own.kind], formula(own.quantity, own.unitPrice), kr(page, own.grossMinor), parts.join(''))
}

function vat({ document, labels, locale }: Page): string {
  const money = (minor: bigint) => formatAmount(minor, document.currency, locale)
  const percents = new Set(document.vat.map(({ vatPercent }) => vatPercent))
  const [only] = percents
  const rows = document.vat.map(
    ({ supply, netMinor, vatMinor, grossMinor, vatPercent }) =>
      `<tr><th scope="row">${labels.supply[supply]}${percents.size > 1 ? `, ${formatPercent(vatPercent, locale)}` : ''}</th><td>${money(netMinor)}</td><td>${money(vatMinor)}</td><td>${money(grossMinor)}</td></tr>`,
  )
  const percent = percents.size === 1 && only ? formatPercent(only, locale) : ''
  return `<section><h2>${labels.vat}</h2><table class="vat"><thead><tr><th scope="col">${labels.bought}</th><th scope="col">${labels.withoutVat}</th><th scope="col">${labels.vatAmount(percent).trim()}</th><th scope="col">${labels.withVat}</th></tr></thead><tbody>${rows.join('')}</tbody><tfoot><tr><th scope="row">${labels.sum}</th><td>${money(document.netMinor)}</td><td>${money(document.vatMinor)}</td><td>${money(document.grossMinor)}</td></tr></tfoot></table></section>`
}

function terms({ document, labels, locale }: Page): string {
  if (document.kind === 'credit_note')
    return `<p class="note terms"><b>${labels.reason}:</b> ${escape(document.reason)}</p>`
  if (document.sessionCount === 0 || !document.dueDate) return ''
  return `<p class="note terms">${labels.terms(document.sessionCount, formatCalendarDate(document.dueDate, 'date', locale))}</p>`
}

function details(page: Page, name: string): string {
  const { document, labels, locale } = page
  const table = detailTable(document)
  const money = (minor: bigint) => (minor === 0n ? '–' : formatAmount(minor, document.currency, locale))
  const sums = (label: string, { energyKwh, amounts, grossMinor }: DetailSums) =>
    `<tr class="sums"><th scope="row" colspan="2">${label}</th><td>${formatDecimal(energyKwh, 2, locale)}</td>${[...amounts, grossMinor].map((minor) => `<td>${money(minor)}</td>`).join('')}</tr>`
  const groups = table.groups.map((group) => {
    const price =
      group.unitPrice === null ? '' : `, ${formatUnitPrice(group.unitPrice, document.currency, 'kWh', locale)}`
    const rows = group.rows.map(({ session, amounts, grossMinor }) => {
      const { startedAt, endedAt, timeZone } = session
      const figures = [formatDecimal(session.energyKwh, 2, locale), ...[...amounts, grossMinor].map(money)]
      const told = noteTexts(session, document.currency, locale)
      const note =
        told.length === 0
          ? ''
          : `<tr class="told"><td></td><td class="note" colspan="${table.columns.length + 3}">${told.map(escape).join('<br>')}</td></tr>`
      return `<tr${note ? ' class="kept"' : ''}><td>${formatInstant(startedAt, timeZone, 'short', locale)}</td><td>${formatTimeRange(startedAt, endedAt, timeZone, locale)}</td>${figures.map((figure) => `<td>${figure}</td>`).join('')}</tr>${note}`
    })
    const heading = `<tr class="group"><th colspan="${table.columns.length + 4}" scope="rowgroup">${escape(group.name)} <span class="note">${escape(group.operatorName)}${price}</span></th></tr>`
    return `<tbody>${heading}${rows.join('')}${sums(labels.total, group)}</tbody>`
  })
  const heads = [labels.date, labels.time, 'kWh', ...table.columns.map((column) => labels.column[column]), labels.total]
  return `<header class="second"><h2>${labels.everySession}</h2><p class="note">${escape(labels.allAmounts(name))}</p></header><div class="scroll" tabindex="0" role="region" aria-label="${labels.everySession}"><table class="detail"><thead><tr>${heads.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead>${groups.join('')}<tfoot>${sums(labels.sessions(document.sessionCount), table)}</tfoot></table></div><section><h3>${labels.howPriced}</h3><p class="note">${labels.howPricedText}</p></section>`
}

function foot({ document: { seller }, labels }: Page): string {
  return `<footer><div><b>${escape(seller.name)}</b><br>${escape(`${seller.street}, ${seller.postalCode} ${seller.city}`)}</div><div>${labels.organisationNumber} ${formatOrganisationNumber(seller.organisationNumber)}<br>${labels.vatNumber} ${escape(seller.vatNumber)}</div><div>${labels.taxApproved}<br>${labels.seat} ${escape(seller.seat)}</div><div>${escape(seller.phone)}<br>${escape(seller.email)}</div></footer>`
}
