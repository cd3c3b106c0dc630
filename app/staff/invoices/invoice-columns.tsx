import type { getTranslations } from 'next-intl/server'
import type { Column } from '@/components/ui/data-table'
import { StateMark } from '@/components/ui/state-mark'
import type { InvoiceRow } from '@/lib/billing/queries/invoices'
import { formatCalendarDate, formatMonth } from '@/lib/kernel/format/datetime'
import { formatAmount } from '@/lib/kernel/format/money'

type T = Awaited<ReturnType<typeof getTranslations<'billing'>>>

/** How an invoice stands, in the same words and marks wherever it is listed. */
export function InvoiceStateMark({ row, t }: { row: Pick<InvoiceRow, 'state' | 'overdue'>; t: T }) {
  if (row.overdue) return <StateMark state="fail">{t('states.overdue')}</StateMark>
  if (row.state === 'paid') return <StateMark state="paid">{t('states.paid')}</StateMark>
  if (row.state === 'draft') return <StateMark state="open">{t('states.draft')}</StateMark>
  return <StateMark state="neutral">{t(`states.${row.state}`)}</StateMark>
}

/** The columns of every list of invoices. */
export function invoiceColumns(t: T, locale: 'sv' | 'en'): Column<InvoiceRow>[] {
  return [
    { key: 'number', header: t('number'), cell: (row) => row.number ?? t('states.draft') },
    { key: 'kind', header: t('kind'), priority: 3, cell: (row) => t(`kinds.${row.kind}`) },
    { key: 'customer', header: t('customer'), cell: (row) => row.customerName },
    { key: 'period', header: t('period'), priority: 2, cell: (row) => formatMonth(row.period, locale) },
    {
      key: 'due',
      header: t('due'),
      cell: (row) => (row.dueDate === null ? '–' : formatCalendarDate(row.dueDate, 'shortYear', locale)),
    },
    { key: 'state', header: t('state'), cell: (row) => <InvoiceStateMark row={row} t={t} /> },
    {
      key: 'payable',
      header: t('payableKr'),
      align: 'right',
      cell: (row) => formatAmount(row.payableMinor, 'SEK', locale),
    },
    {
      key: 'open',
      header: t('openKr'),
      align: 'right',
      tone: 'strong',
      cell: (row) => formatAmount(row.openMinor, 'SEK', locale),
    },
  ]
}
