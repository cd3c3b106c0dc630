import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { CopyButton } from '@/components/ui/copy-button'
import { Pairs } from '@/components/ui/facts'
import { QrCode } from '@/components/ui/qr-code'
import { ReceiptLine } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { Notice } from '@/components/ui/states'
import { swishQrPayload } from '@/lib/billing/core/swish-qr'
import { qrCode } from '@/lib/billing/documents/qr-code'
import type { InvoiceDetail } from '@/lib/billing/queries/invoices'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatAmount, formatMoney } from '@/lib/kernel/format/money'

/** What is left to pay and how; what has come in below. Nothing to pay is said in the same place. */
export async function InvoicePay({ invoice }: { invoice: InvoiceDetail }) {
  const t = await getTranslations('invoices')
  const { document, openMinor } = invoice
  if (invoice.kind === 'credit_note') return <Settled invoice={invoice} />
  return (
    <>
      {openMinor > 0n && document.payment ? (
        <PayBox invoice={invoice} payment={document.payment} />
      ) : invoice.state === 'credited' ? (
        <Notice>{t('invoice.creditedText')}</Notice>
      ) : (
        <Notice tone="paid" title={<StateMark state="paid">{t('invoice.paid')}</StateMark>}>
          {t('invoice.paidText')}
        </Notice>
      )}
      <Settled invoice={invoice} />
    </>
  )
}

type Payment = NonNullable<InvoiceDetail['document']['payment']>

async function PayBox({ invoice, payment }: { invoice: InvoiceDetail; payment: Payment }) {
  const [t, locale] = await Promise.all([getTranslations('invoices'), formatLocale()])
  const { currency } = invoice.document
  const date = invoice.dueDate ? formatCalendarDate(invoice.dueDate, 'date', locale) : ''
  const value = (text: string) => (
    <span className="sm:whitespace-nowrap">
      <CopyButton value={text} text={t('invoice.copy')} copiedText={t('invoice.copied')} show />
    </span>
  )
  const isPart = invoice.openMinor !== invoice.payableMinor
  return (
    <div className="grid gap-6 border-y border-(--ink) py-5 sm:grid-cols-[auto_1fr_auto] sm:gap-8">
      <div>
        <p className="note">{t(isPart ? 'invoice.leftToPay' : 'invoice.toPay')}</p>
        <p className="big">
          {formatAmount(invoice.openMinor, currency, locale)}
          {'\u00a0'}
          <small>kr</small>
        </p>
        <p className="pt-2">
          {t.rich(invoice.overdue ? 'invoice.wasDue' : 'invoice.by', { date, b: (text) => <b>{text}</b> })}
        </p>
      </div>
      <div>
        <Pairs
          className="[&>div]:grid-cols-[7.5rem_1fr]"
          pairs={[
            { label: t('invoice.bankgiro'), value: value(payment.bankgiro) },
            { label: t('invoice.ocr'), value: value(payment.ocr) },
          ]}
        />
        {invoice.document.seller.swish === '' ? null : <p className="note pt-2">{t('invoice.swishText')}</p>}
      </div>
      <Swish invoice={invoice} payment={payment} />
    </div>
  )
}

/** The code asks for what is left, which may be less than the invoice printed. */
async function Swish({ invoice, payment }: { invoice: InvoiceDetail; payment: Payment }) {
  const [t, locale] = await Promise.all([getTranslations('invoices'), formatLocale()])
  const { seller, currency } = invoice.document
  if (seller.swish === '') return null
  const { path, size } = qrCode(swishQrPayload(seller.swish, invoice.openMinor, payment.ocr))
  const amount = formatMoney(invoice.openMinor, currency, locale)
  return (
    <div className="w-32">
      <QrCode path={path} size={size} label={t('invoice.swishQr', { amount, name: seller.name })} />
    </div>
  )
}

async function Settled({ invoice }: { invoice: InvoiceDetail }) {
  const [t, locale] = await Promise.all([getTranslations('invoices'), formatLocale()])
  const { currency } = invoice.document
  if (invoice.settlements.length === 0) return null
  return (
    <Section title={t('invoice.settled')}>
      {invoice.settlements.map((settlement) => (
        <ReceiptLine
          key={`${settlement.kind} ${settlement.id}`}
          label={t(`invoice.settlements.${settlement.kind}`, { number: settlement.number ?? '' })}
          note={formatCalendarDate(settlement.on, 'date', locale)}
          amount={formatMoney(settlement.amountMinor, currency, locale)}
        />
      ))}
      <ReceiptLine
        kind="mid"
        label={t('invoice.remaining')}
        amount={formatMoney(invoice.openMinor, currency, locale)}
      />
    </Section>
  )
}
