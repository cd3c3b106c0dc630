import { useTranslations } from 'next-intl'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import type { DocumentVatRow, InvoiceDocument } from '@/lib/billing/core/invoice-document'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount, formatPercent } from '@/lib/kernel/format/money'

/** What was bought, without and with VAT, by supply and rate; the law wants both named. */
export function InvoiceVat({ document, locale }: { document: InvoiceDocument; locale: FormatLocale }) {
  const t = useTranslations('invoices')
  const { currency, vat } = document
  const amount = (minor: bigint) => formatAmount(minor, currency, locale)
  const rates = [...new Set(vat.map((row) => row.vatPercent))]
  const percent = rates.length === 1 && rates[0] !== undefined ? formatPercent(rates[0], locale) : ''
  const columns: Column<DocumentVatRow>[] = [
    {
      key: 'what',
      header: t('invoice.vat.what'),
      wrap: true,
      cell: (row) =>
        rates.length === 1
          ? t(`invoice.vat.${row.supply}`)
          : `${t(`invoice.vat.${row.supply}`)}, ${formatPercent(row.vatPercent, locale)}`,
    },
    {
      key: 'net',
      header: t('invoice.vat.net'),
      align: 'right',
      cell: (row) => amount(row.netMinor),
      total: amount(document.netMinor),
    },
    {
      key: 'vat',
      header: t('invoice.vat.vat', { percent }),
      align: 'right',
      cell: (row) => amount(row.vatMinor),
      total: amount(document.vatMinor),
    },
    {
      key: 'gross',
      header: t('invoice.vat.gross'),
      align: 'right',
      cell: (row) => amount(row.grossMinor),
      total: amount(document.grossMinor),
    },
  ]
  return (
    <Section title={t('invoice.vatTitle')}>
      <DataTable
        label={t('invoice.vatTitle')}
        fit="flush"
        stacked
        columns={columns}
        rows={vat}
        rowKey={(row) => row.code}
        totalsLabel={t('invoice.vat.sum')}
      />
    </Section>
  )
}
