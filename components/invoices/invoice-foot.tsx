import { useTranslations } from 'next-intl'
import type { InvoiceDocument } from '@/lib/billing/core/invoice-document'

/** How it was calculated and checked, what to do about a fault, and who sells. */
export function InvoiceFoot({ document }: { document: InvoiceDocument }) {
  const t = useTranslations('invoices')
  const { seller, sessionCount } = document
  return (
    <footer className="note pt-8">
      <p className="max-w-[68ch]">
        <b>{t('invoice.how')}.</b> {t('invoice.howText')}
      </p>
      {document.kind === 'invoice' && sessionCount > 0 ? (
        <p className="max-w-[68ch] pt-3">{t('invoice.foot', { count: sessionCount })}</p>
      ) : null}
      <div className="mt-6 grid gap-x-8 gap-y-1 border-t border-(--line) pt-3 sm:grid-cols-3">
        <p>
          <b>{seller.name}</b>
          <br />
          {seller.street}, {seller.postalCode} {seller.city}
          <br />
          {t('invoice.seller.seat', { seat: seller.seat })}
        </p>
        <p>
          {t('invoice.seller.org', { number: seller.organisationNumber })}
          <br />
          {t('invoice.seller.vat', { number: seller.vatNumber })}
          <br />
          {t('invoice.seller.fTax')}
        </p>
        <p>
          {seller.phone}
          <br />
          {seller.email}
          <br />
          {t('invoice.bankgiro')} {seller.bankgiro}
        </p>
      </div>
    </footer>
  )
}
