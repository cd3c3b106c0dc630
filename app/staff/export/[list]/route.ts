import { getTranslations } from 'next-intl/server'
import { recordExport } from '@/lib/auth/users/record-export'
import { requireStaff } from '@/lib/auth/session'
import { BYTE_ORDER_MARK, CSV_STYLES, toCsvLine, type CsvStyle } from '@/lib/kernel/format/csv'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { EXPORT_LISTS, isExportList } from '../export-lists'

/** Beyond this a file is no list any more; the last line says that it was cut. */
const MOST_ROWS = 100_000
const LONGEST_FILTER = 200

/** A staff list with its filter as CSV, sent as it is read: no more than one page of rows is in memory. */
export async function GET(request: Request, { params }: { params: Promise<{ list: string }> }): Promise<Response> {
  const { list: name } = await params
  if (!isExportList(name)) return new Response(null, { status: 404 })
  const list = EXPORT_LISTS[name]
  const ctx = await requireStaff(list.permission)
  const query = new URL(request.url).searchParams
  const style: CsvStyle = CSV_STYLES.find((known) => known === query.get('format')) ?? 'excel'
  query.delete('format')
  const filter = Object.fromEntries([...query].filter(([, value]) => value !== '' && value.length <= LONGEST_FILTER))
  await recordExport(ctx, list.permission, { list: name, filter })
  const t = await getTranslations('exports')
  // A spreadsheet is read by people, the plain form by programs.
  const header = style === 'excel' ? list.header.map((column) => t(`columns.${column}`)) : list.header
  const pages = list.lines(ctx, (parameter) => filter[parameter])
  const encoder = new TextEncoder()
  let rows = 0
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const mark = style === 'excel' ? BYTE_ORDER_MARK : ''
      controller.enqueue(encoder.encode(mark + toCsvLine(header, style)))
    },
    async pull(controller) {
      const { value: page, done } = await pages.next()
      if (done) return controller.close()
      rows += page.length
      controller.enqueue(encoder.encode(page.map((cells) => toCsvLine(cells, style)).join('')))
      if (rows < MOST_ROWS) return
      controller.enqueue(encoder.encode(toCsvLine([t('cut', { count: MOST_ROWS })], style)))
      controller.close()
    },
    async cancel() {
      await pages.return(undefined)
    },
  })
  const day = localDate(ctx.clock.now(), BILLING_ZONE)
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="laddnota-${name}-${day}.csv"`,
      'cache-control': 'private, no-store',
    },
  })
}
