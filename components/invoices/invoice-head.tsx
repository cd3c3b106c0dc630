import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Pairs } from '@/components/ui/facts'
import { Lead } from '@/components/ui/lead'
import { Logo } from '@/components/ui/logo'
import type { InvoiceDocument } from '@/lib/billing/core/invoice-document'
import { formatCalendarDate, formatDateRange, formatMonth } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'

type Props = { document: InvoiceDocument; locale: FormatLocale }

/** Who, to whom, when, and the sentence that answers the visit. */
export function InvoiceHead({ document, locale }: Props) {
  const t = useTranslations('invoices')
  const { customer, seller } = document
  return (
    <header>
      <div className="grid gap-6 sm:grid-cols-[1fr_auto]">
        <div>
          <Logo onPaper />
          <p className="note">{t('invoice.from', { name: seller.name })}</p>
        </div>
        <div className="sm:w-80">
          <Pairs
            className="[&>div]:grid-cols-[7.5rem_1fr] max-[359px]:[&>div]:grid-cols-1"
            pairs={headFacts(document, locale, t)}
          />
          <address className="pt-3 not-italic">
            {customer.name}
            <br />
            {customer.street}
            <br />
            {customer.postalCode} {customer.city}
          </address>
        </div>
      </div>
      <div className="py-8">
        <InvoiceSentence document={document} locale={locale} />
      </div>
    </header>
  )
}

type Translate = ReturnType<typeof useTranslations<'invoices'>>

function headFacts(document: InvoiceDocument, locale: FormatLocale, t: Translate) {
  const { kind, number, invoiceDate, customer, periodFrom, periodTo, original } = document
  const key = kind === 'credit_note' ? 'invoice.facts.creditNumber' : 'invoice.facts.number'
  return [
    { label: t(key), value: number ?? '–' },
    { label: t('invoice.facts.date'), value: invoiceDate ? formatCalendarDate(invoiceDate, 'date', locale) : '–' },
    ...(original ? [{ label: t('invoice.facts.original'), value: original.number }] : []),
    { label: t('invoice.facts.customer'), value: String(customer.number) },
    { label: t('invoice.facts.period'), value: formatDateRange(periodFrom, periodTo, locale) },
  ]
}

function InvoiceSentence({ document, locale }: Props) {
  const t = useTranslations('invoices')
  const { kind, sessionCount, currency, original, reason } = document
  const rich = { b: (text: ReactNode) => <b>{text}</b> }
  const month = formatMonth(document.period, locale, 'month')
  const money = (minor: bigint) => formatMoney(minor, currency, locale)
  if (kind === 'credit_note') {
    const facts = { number: original?.number ?? '', amount: money(-document.payableMinor) }
    return (
      <Lead note={reason ? t('invoice.reason', { reason }) : undefined}>
        {t.rich('invoice.leadCredit', { ...facts, ...rich })}
      </Lead>
    )
  }
  if (sessionCount === 0)
    return <Lead>{t.rich('invoice.leadFees', { month, amount: money(document.grossMinor), ...rich })}</Lead>
  const facts = { month, count: sessionCount, amount: money(document.sessionsMinor) }
  return <Lead>{t.rich('invoice.lead', { ...facts, ...rich })}</Lead>
}
