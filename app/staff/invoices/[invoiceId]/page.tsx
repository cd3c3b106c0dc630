import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Facts, Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import { TextArea } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import { getInvoice, type InvoiceDetail, type Settlement } from '@/lib/billing/queries/invoices'
import { formatOcr } from '@/lib/billing/core/ocr'
import { isId } from '@/lib/kernel/ids'
import { formatCalendarDate, formatMonth } from '@/lib/kernel/format/datetime'
import { formatAmount, formatMoney } from '@/lib/kernel/format/money'
import { InvoiceStateMark } from '../invoice-columns'
import { creditAction } from './actions'

/** One document: what it asks for, what paid it, and the way to take it back. The document itself is the PDF. */
export default async function InvoicePage({ params }: { params: Promise<{ invoiceId: string }> }) {
  const ctx = await requireStaff('invoice:read')
  const [{ invoiceId }, t, locale] = await Promise.all([params, getTranslations('billing'), formatLocale()])
  if (!isId('invoice', invoiceId)) notFound()
  const invoice = await getInvoice(ctx, invoiceId)
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  const settlements: Column<Settlement>[] = [
    { key: 'on', header: t('date'), cell: (row) => formatCalendarDate(row.on, 'shortYear', locale) },
    { key: 'kind', header: t('kind'), cell: (row) => t(`settlements.${row.kind}`) },
    {
      key: 'number',
      header: t('number'),
      cell: (row) =>
        row.kind === 'credit_note' ? <Link href={`/staff/invoices/${row.id}`}>{row.number}</Link> : (row.number ?? ''),
    },
    {
      key: 'amount',
      header: t('amountKr'),
      align: 'right',
      cell: (row) => formatAmount(row.amountMinor, 'SEK', locale),
    },
  ]
  return (
    <>
      <StaffHead
        title={invoice.number ?? t('states.draft')}
        crumb={{ label: t('invoices'), steps: [{ href: '/staff/invoices', text: t('invoices') }] }}
        state={<InvoiceStateMark row={invoice} t={t} />}
        note={t(`kinds.${invoice.kind}`)}
        end={
          <>
            {invoice.state === 'draft' ? null : (
              <>
                <ButtonLink size="row" href={`/staff/invoices/${invoiceId}/pdf`} prefetch={false}>
                  PDF
                </ButtonLink>
                <ButtonLink size="row" href={`/staff/invoices/${invoiceId}/ubl`} prefetch={false}>
                  {t('ubl')}
                </ButtonLink>
              </>
            )}
            {ctx.permissions.has('invoice:credit') &&
            invoice.kind === 'invoice' &&
            (invoice.state === 'finalized' || invoice.state === 'paid') ? (
              <CreditButton invoice={invoice} amount={money(invoice.payableMinor)} />
            ) : null}
          </>
        }
      />
      <Facts
        strip
        facts={[
          { label: t('payable'), value: money(invoice.payableMinor) },
          { label: t('open'), value: money(invoice.openMinor) },
          { label: t('net'), value: money(invoice.netMinor) },
          { label: t('vat'), value: money(invoice.vatMinor) },
        ]}
      />
      <div className="staff-grid">
        <Section title={t('settledBy')}>
          <DataTable
            fit="flush"
            label={t('settledBy')}
            columns={settlements}
            rows={invoice.settlements}
            rowKey={(row) => `${row.kind} ${row.id}`}
            empty={<p className="dim">{t('nothingSettled')}</p>}
          />
        </Section>
        <Section title={t('about')}>
          <Pairs
            lines
            pairs={[
              {
                label: t('customer'),
                value: <Link href={`/staff/customers/${invoice.customerId}`}>{invoice.customerName}</Link>,
              },
              { label: t('period'), value: formatMonth(invoice.period, locale) },
              {
                label: t('invoiceDate'),
                value: invoice.invoiceDate === null ? '–' : formatCalendarDate(invoice.invoiceDate, 'date', locale),
              },
              {
                label: t('due'),
                value: invoice.dueDate === null ? '–' : formatCalendarDate(invoice.dueDate, 'date', locale),
              },
              { label: 'OCR', value: invoice.ocr === null ? '–' : formatOcr(invoice.ocr) },
              ...(invoice.originalId
                ? [
                    {
                      label: t('original'),
                      value: <Link href={`/staff/invoices/${invoice.originalId}`}>{invoice.originalNumber}</Link>,
                    },
                  ]
                : []),
              ...(invoice.billingRunId
                ? [
                    {
                      label: t('run'),
                      value: (
                        <Link href={`/staff/billing-runs/${invoice.billingRunId}`}>
                          {t('runOf', { month: formatMonth(invoice.period, locale) })}
                        </Link>
                      ),
                    },
                  ]
                : []),
              ...(invoice.reason ? [{ label: t('reason'), value: invoice.reason }] : []),
            ]}
          />
        </Section>
      </div>
    </>
  )
}

async function CreditButton({ invoice, amount }: { invoice: InvoiceDetail; amount: string }) {
  const t = await getTranslations('billing')
  return (
    <ConfirmDialog
      dense
      destroys
      trigger={t('credit')}
      title={t('creditTitle', { number: invoice.number ?? '' })}
      consequence={t('creditConsequence', { amount, customer: invoice.customerName })}
      confirmText={t('credit')}
      cancelText={t('cancel')}
      failedText={t('failed')}
      action={creditAction}
      values={{ invoiceId: invoice.id }}
    >
      <TextArea size="row" name="reason" label={t('reason')} hint={t('reasonHint')} required minLength={3} />
    </ConfirmDialog>
  )
}
