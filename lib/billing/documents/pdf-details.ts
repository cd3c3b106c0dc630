// The pages with every charge: grouped by place, summed per place and in all.
import { detailTable, type DetailGroup, type DetailTable } from '../core/detail-table'
import { noteTexts } from '../core/document-notes'
import { formatInstant, formatTimeRange } from '@/lib/kernel/format/datetime'
import { formatAmount, formatDecimal, formatUnitPrice } from '@/lib/kernel/format/money'
import type { Sheet } from './pdf-sheet'
import { INK_2, LINE, PAGE } from './pdf-canvas'

const ROW = 14.6
const BOTTOM = 752
const KWH_RIGHT = 214
const NOTE_LEFT = 88
const NOTE = 10.5

type Pages = Sheet & { table: DetailTable; columns: number[]; y: number }

/** Draws the detail pages. A place's heading keeps its first rows with it. */
export function drawDetails(sheet: Sheet): void {
  const table = detailTable(sheet.document)
  const count = table.columns.length + 1
  const step = Math.min(78, (PAGE.right - KWH_RIGHT) / count)
  const columns = Array.from({ length: count }, (_, index) => PAGE.right - (count - 1 - index) * step)
  const pages: Pages = { ...sheet, table, columns, y: 0 }
  startPage(pages, true)
  sheet.canvas.group('Table', () => {
    drawHeadRow(pages)
    for (const group of table.groups) drawGroup(pages, group)
    if (table.groups.length > 1) drawSums(pages, sheet.labels.sessions(sheet.document.sessionCount), table, true)
  })
  drawExplanation(pages)
}

function startPage(pages: Pages, first: boolean): void {
  const { canvas, document, labels } = pages
  canvas.doc.addPage()
  const name = document.kind === 'invoice' ? labels.invoice : labels.creditNote
  const draw = () => {
    canvas.text(labels.everySession, PAGE.left, PAGE.top + 4, { size: 15, strong: true })
    canvas.text(labels.allAmounts(`${name} ${document.number ?? ''}`.trim()), PAGE.right, PAGE.top + 4, {
      size: 8.5,
      colour: INK_2,
      align: 'right',
    })
  }
  if (first) canvas.content('H2', draw)
  else canvas.artifact(draw)
  pages.y = PAGE.top + 28
}

function room(pages: Pages, height: number): void {
  if (pages.y + height <= BOTTOM) return
  startPage(pages, false)
  drawHeadRow(pages)
}

function cells(
  pages: Pages,
  type: 'TH' | 'TD',
  lead: readonly [number, string][],
  right: readonly [number, string][],
  style: { strong?: boolean; colour?: string; size?: number },
): void {
  const { canvas, y } = pages
  canvas.group('TR', () => {
    for (const [x, text] of lead) canvas.content(type, () => canvas.text(text, x, y, { size: 9, ...style }))
    for (const [x, text] of right)
      canvas.content(type, () => canvas.text(text, x, y, { size: 9, ...style, align: 'right' }))
  })
}

function drawHeadRow(pages: Pages): void {
  const { canvas, labels, table, columns } = pages
  const heads = [...table.columns.map((column) => labels.column[column]), labels.total]
  const right = heads.map((head, index): [number, string] => [columns[index]!, head]) // one place per head
  cells(
    pages,
    'TH',
    [
      [PAGE.left, labels.date],
      [88, labels.time],
    ],
    [[KWH_RIGHT, 'kWh'], ...right],
    { colour: INK_2, size: 8.5 },
  )
  canvas.rule(pages.y + 5)
  pages.y += 22
}

function drawGroup(pages: Pages, group: DetailGroup): void {
  const { canvas, locale, document, columns } = pages
  room(pages, ROW * 3)
  const price =
    group.unitPrice === null ? '' : `, ${formatUnitPrice(group.unitPrice, document.currency, 'kWh', locale)}`
  canvas.group('TR', () =>
    canvas.content('TH', () => {
      const end = canvas.text(canvas.fit(group.name, 300, { size: 9, strong: true }), PAGE.left, pages.y, {
        size: 9,
        strong: true,
      })
      canvas.text(canvas.fit(`${group.operatorName}${price}`, PAGE.right - end - 8, { size: 8.5 }), end + 8, pages.y, {
        size: 8.5,
        colour: INK_2,
      })
    }),
  )
  canvas.rule(pages.y + 4.5, { colour: '#666666', width: 0.5 })
  pages.y += ROW
  for (const { session, amounts, grossMinor } of group.rows) {
    const told = noteTexts(session, document.currency, locale)
    room(pages, ROW + told.length * 2 * NOTE)
    const lead: [number, string][] = [
      [PAGE.left, formatInstant(session.startedAt, session.timeZone, 'short', locale)],
      [88, formatTimeRange(session.startedAt, session.endedAt, session.timeZone, locale)],
    ]
    const right = [...amounts, grossMinor].map((minor, index): [number, string] => [
      columns[index]!,
      amountText(pages, minor),
    ]) // one place per amount
    cells(pages, 'TD', lead, [[KWH_RIGHT, formatDecimal(session.energyKwh, 2, locale)], ...right], {})
    for (const text of told) drawNote(pages, text)
    canvas.rule(pages.y + 4.5, { colour: LINE, width: 0.4 })
    pages.y += ROW
  }
  drawSums(pages, pages.labels.total, group, false)
  pages.y += 8
}

/** Under the row of its charge, beside the date. */
function drawNote(pages: Pages, text: string): void {
  const { canvas } = pages
  canvas.group('TR', () =>
    canvas.content('TD', () => {
      const style = { size: 8, colour: INK_2 }
      const top = pages.y + NOTE + 1
      pages.y = canvas.paragraph([{ text, strong: false }], NOTE_LEFT, top, PAGE.right - NOTE_LEFT, NOTE, style)
    }),
  )
}

function amountText({ document, locale }: Pages, minor: bigint): string {
  return minor === 0n ? '–' : formatAmount(minor, document.currency, locale)
}

function drawSums(
  pages: Pages,
  label: string,
  sums: Pick<DetailTable, 'energyKwh' | 'amounts' | 'grossMinor'>,
  last: boolean,
): void {
  room(pages, ROW)
  if (last) pages.canvas.rule(pages.y - 10.5)
  const right = [...sums.amounts, sums.grossMinor].map((minor, index): [number, string] => [
    pages.columns[index]!,
    amountText(pages, minor),
  ]) // one place per amount
  cells(pages, 'TD', [[PAGE.left, label]], [[KWH_RIGHT, formatDecimal(sums.energyKwh, 2, pages.locale)], ...right], {
    strong: true,
  })
  pages.y += ROW
}

function drawExplanation(pages: Pages): void {
  const { canvas, labels } = pages
  if (pages.y + 70 > BOTTOM) startPage(pages, false)
  pages.y += 16
  canvas.content('H3', () => canvas.text(labels.howPriced, PAGE.left, pages.y, { size: 9.75, strong: true }))
  canvas.content('P', () =>
    canvas.paragraph([{ text: labels.howPricedText, strong: false }], PAGE.left, pages.y + 15, 430, 12.5, {
      size: 8.5,
      colour: INK_2,
    }),
  )
}
