// The evidence of a dispute on paper, for the operator: in English, on the same canvas as the invoice.
import { formatCalendarDate, formatInstant, formatTimeRange } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatDecimal, formatMoney } from '@/lib/kernel/format/money'
import type { DecimalString } from '@/lib/kernel/decimal'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { describeTariff } from '@/lib/pricing/describe-tariff'
import { findingSentence } from '@/lib/rating/core/finding-sentences'
import { FROM_THE_BEGINNING } from '@/lib/roaming/core/agreement'
import { exportTotals } from '@/lib/rating/disputes/export-evidence'
import type { DisputeEvidence, EvidenceCdr } from '@/lib/rating/disputes/queries/find-evidence'
import { INK_2, PAGE, PdfCanvas } from './pdf-canvas'

const LEADING = 13.5
const BOTTOM = 780
const WIDTH = PAGE.right - PAGE.left
const COLUMNS = { kwh: 300, yours: 425, ours: PAGE.right } as const
const LOCALE = 'en'
const SOURCES = {
  cdr: 'the copy in the CDR',
  stored: 'the version that we held when the session began',
  none: 'no tariff was known',
} as const

type Sheet = { canvas: PdfCanvas; y: number; evidence: DisputeEvidence }

/** A tagged PDF of everything that the claim rests on; the received JSON is in the other forms. */
export async function renderDisputePdf(evidence: DisputeEvidence): Promise<Buffer> {
  const { number, claimant, openedAt } = evidence
  const canvas = new PdfCanvas({
    title: `Evidence in dispute ${number}`,
    author: claimant,
    language: 'en',
    createdAt: new Date(openedAt),
  })
  const sheet: Sheet = { canvas, y: PAGE.top + 14, evidence }
  drawHead(sheet)
  for (const cdr of evidence.cdrs) drawCdr(sheet, cdr)
  return canvas.finish()
}

function room(sheet: Sheet, height: number): void {
  if (sheet.y + height <= BOTTOM) return
  sheet.canvas.doc.addPage()
  sheet.y = PAGE.top + 14
}

function heading(sheet: Sheet, type: 'H1' | 'H2' | 'H3', text: string): void {
  const size = { H1: 17, H2: 13, H3: 10.5 }[type]
  room(sheet, size + LEADING * 2)
  sheet.y += type === 'H1' ? 0 : size
  sheet.canvas.content(type, () => sheet.canvas.text(text, PAGE.left, sheet.y, { size, strong: true }))
  sheet.y += LEADING + 4
}

function paragraph(sheet: Sheet, text: string, colour?: string): void {
  const { canvas } = sheet
  const lines = Math.ceil(canvas.width(text) / WIDTH) + 1
  room(sheet, lines * LEADING)
  canvas.content('P', () => {
    sheet.y = canvas.paragraph([{ text, strong: false }], PAGE.left, sheet.y, WIDTH, LEADING, { colour })
  })
  sheet.y += LEADING + 2
}

function receiptLine(sheet: Sheet, label: string, amount: string, strong = false): void {
  room(sheet, LEADING * 2)
  const { canvas, y } = sheet
  canvas.content('P', () => {
    canvas.text(label, PAGE.left, y, { strong })
    canvas.text(amount, PAGE.right, y, { strong, align: 'right' })
  })
  const from = PAGE.left + canvas.width(label, { strong }) + 4
  canvas.leader(from, PAGE.right - canvas.width(amount, { strong }) - 4, y)
  sheet.y = y + LEADING + 2
}

function drawHead(sheet: Sheet): void {
  const { evidence } = sheet
  const { number, claimant, partner, currency, deadline, state, openedAt, statement } = evidence
  const { askedMinor, claimMinor } = exportTotals(evidence)
  const money = (minor: bigint) => formatMoney(minor, currency, LOCALE)
  heading(sheet, 'H1', `Evidence in dispute ${number}`)
  paragraph(sheet, `${claimant} disputes ${money(claimMinor)} of ${money(askedMinor)}, excluding VAT.`)
  const opened = formatInstant(openedAt, BILLING_ZONE, 'date', LOCALE)
  paragraph(sheet, `Operator: ${partner.name}. Opened ${opened}.`, INK_2)
  if (statement !== '') paragraph(sheet, statement)
  const by = deadline === null || state !== 'sent' ? '' : ` Answer by ${formatCalendarDate(deadline, 'date', LOCALE)}.`
  paragraph(
    sheet,
    `Please credit the CDR by a credit CDR and send a new one with the right amount, or tell us why the amount is right.${by}`,
  )
}

function drawCdr(sheet: Sheet, cdr: EvidenceCdr): void {
  const { currency } = sheet.evidence
  const money = (minor: bigint | null) => (minor === null ? '–' : formatMoney(minor, currency, LOCALE))
  heading(sheet, 'H2', `CDR ${cdr.ocpiId}`)
  const when = `${formatInstant(cdr.startedAt, cdr.timeZone, 'date', LOCALE)}, ${formatTimeRange(cdr.startedAt, cdr.endedAt, cdr.timeZone, LOCALE)}`
  paragraph(
    sheet,
    `${cdr.owner}. ${cdr.placeName}, ${cdr.city}, EVSE ${cdr.evseUid}. ${when} (${cdr.timeZone}). ${formatEnergy(cdr.energyKwh, LOCALE)}. Card ${cdr.card}.`,
    INK_2,
  )
  receiptLine(sheet, 'You ask, excluding VAT', money(cdr.askedMinor))
  receiptLine(sheet, 'By the agreement', money(cdr.oursMinor))
  receiptLine(sheet, 'We claim', money(cdr.claimMinor), true)
  heading(sheet, 'H3', 'What we found')
  for (const { code, params } of cdr.findings) paragraph(sheet, findingSentence(code, params, LOCALE))
  drawTariff(sheet, cdr)
  drawPeriods(sheet, cdr)
  drawSources(sheet, cdr)
}

function drawTariff(sheet: Sheet, { tariff, engineVersion, revision, agreement, tolerance }: EvidenceCdr): void {
  heading(sheet, 'H3', 'Tariff and agreement')
  const at =
    tariff.receivedAt === null ? '' : ` received ${formatInstant(tariff.receivedAt, BILLING_ZONE, 'dateTime', LOCALE)}`
  const version = tariff.version === null ? '' : `, version ${tariff.version}${at}`
  paragraph(sheet, `Tariff ${tariff.tariff?.id ?? ''}: ${SOURCES[tariff.source]}${version}.`)
  for (const sentence of tariff.tariff ? describeTariff(tariff.tariff, LOCALE) : []) paragraph(sheet, sentence)
  const limit = formatMoney(tolerance.minor, sheet.evidence.currency, LOCALE)
  const agreed = agreement
    ? `Agreement version ${agreement.version}${agreement.validFrom === FROM_THE_BEGINNING ? '' : `, in force from ${agreement.validFrom}`}.`
    : 'No agreement recorded; standard terms.'
  paragraph(sheet, `${agreed} Tolerance ${limit} or ${formatDecimal(tolerance.percent, [0, 2], LOCALE)} %.`)
  if (engineVersion !== null)
    paragraph(sheet, `Calculated by pricing engine ${engineVersion}, revision ${revision}.`, INK_2)
}

function drawPeriods(sheet: Sheet, cdr: EvidenceCdr): void {
  heading(sheet, 'H3', 'Periods, excluding VAT')
  const row = (type: 'TH' | 'TD', cells: readonly [string, string, string, string], strong: boolean) => {
    room(sheet, LEADING * 2)
    const { canvas, y } = sheet
    canvas.group('TR', () => {
      canvas.content(type, () => canvas.text(cells[0], PAGE.left, y, { size: 9, strong }))
      const right: [string, number][] = [
        [cells[1], COLUMNS.kwh],
        [cells[2], COLUMNS.yours],
        [cells[3], COLUMNS.ours],
      ]
      for (const [text, x] of right)
        canvas.content(type, () => canvas.text(text, x, y, { size: 9, strong, align: 'right' }))
    })
    sheet.y += LEADING
  }
  const figure = (value: DecimalString | null) => (value === null ? '–' : formatDecimal(value, 2, LOCALE))
  sheet.canvas.group('Table', () => {
    row('TH', ['Time', 'kWh', 'Your tariff in the CDR', 'Our calculation'], true)
    for (const period of cdr.periods) {
      const time = formatTimeRange(period.startedAt, period.endedAt, cdr.timeZone, LOCALE)
      row('TD', [time, figure(period.energyKwh), figure(period.claimedExcl), figure(period.oursExcl)], false)
    }
  })
}

function drawSources(sheet: Sheet, cdr: EvidenceCdr): void {
  const { session, authorization, quote, messages } = cdr
  const at = (moment: EvidenceCdr['receivedAt']) => formatInstant(moment, BILLING_ZONE, 'dateTime', LOCALE)
  heading(sheet, 'H3', 'Session, authorisation and messages')
  paragraph(
    sheet,
    session
      ? `Session ${session.id}: ${session.status}, ${formatEnergy(session.energyKwh, LOCALE)}, began ${at(session.startedAt)}.`
      : 'No session was reported.',
  )
  paragraph(
    sheet,
    authorization
      ? `We answered ${authorization.allowed} at ${at(authorization.at)}, reference ${authorization.id}.`
      : 'Nothing was asked in real time.',
  )
  if (quote !== null) {
    const version = quote.tariffVersion === null ? '' : ` by version ${quote.tariffVersion} of your tariff`
    paragraph(sheet, `The driver was promised a price at ${at(quote.shownAt)}${version}, quote ${quote.id}.`)
  }
  for (const message of messages) {
    const way = message.direction === 'in' ? 'from you' : 'to you'
    const codes = [message.httpStatus, message.ocpiStatus].filter((code) => code !== null).join(' / ')
    paragraph(
      sheet,
      `${at(message.at)} ${way}: ${message.method} ${message.object}, ${codes}, ${message.requestId ?? ''}`,
      INK_2,
    )
  }
}
