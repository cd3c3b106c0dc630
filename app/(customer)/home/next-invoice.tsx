import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ReceiptLine } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import type { InvoiceRow } from '@/lib/billing/queries/invoices'
import { formatCalendarDate, formatMonth } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import { addMonths, type Month } from '@/lib/kernel/time'

/** What is to be paid next: the open invoice that falls due first. */
export async function NextInvoice({ invoices, month }: { invoices: readonly InvoiceRow[]; month: Month }) {
  const [t, locale] = await Promise.all([getTranslations('customer'), formatLocale()])
  const [next] = invoices
    .filter((invoice) => invoice.kind === 'invoice' && invoice.openMinor > 0n)
    .toSorted((a, b) => ((a.dueDate ?? '') < (b.dueDate ?? '') ? -1 : 1))
  const monthName = (value: Month) => formatMonth(value, locale, 'month')
  if (!next)
    return (
      <Section title={t('overview.invoiceTitle')} link={{ href: '/invoices', text: t('overview.all') }}>
        <p className="dim">
          {t('overview.nothingDue', { month: monthName(month), next: monthName(addMonths(month, 1)) })}
        </p>
      </Section>
    )
  const name = monthName(next.period)
  const facts = {
    month: name.charAt(0).toUpperCase() + name.slice(1),
    date: next.dueDate ? formatCalendarDate(next.dueDate, 'dayMonth', locale) : '',
  }
  return (
    <Section title={t('overview.invoiceTitle')} link={{ href: `/invoices/${next.id}`, text: t('overview.show') }}>
      <ReceiptLine
        label={t(next.overdue ? 'overview.overdue' : 'overview.due', facts)}
        amount={<b>{formatMoney(next.openMinor, 'SEK', locale)}</b>}
      />
      {next.overdue ? <StateMark state="fail">{t('overview.overdueMark')}</StateMark> : null}
    </Section>
  )
}
