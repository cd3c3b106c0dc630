import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { InvoiceFoot } from '@/components/invoices/invoice-foot'
import { InvoiceHead } from '@/components/invoices/invoice-head'
import { InvoiceLines } from '@/components/invoices/invoice-lines'
import { InvoiceVat } from '@/components/invoices/invoice-vat'
import { formatLocale } from '@/app/locale'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { buttonClass } from '@/components/ui/button-class'
import { Paper } from '@/components/ui/paper'
import { requireCustomer } from '@/lib/auth/session'
import { getMyInvoice, type InvoiceDetail } from '@/lib/billing/queries/invoices'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { InvoicePay } from './invoice-pay'

type Props = { params: Promise<{ invoiceId: string }> }

const load = cache(async (invoiceId: string): Promise<InvoiceDetail> => {
  const ctx = await requireCustomer()
  if (!isId('invoice', invoiceId)) return notFound()
  try {
    return await getMyInvoice(ctx, invoiceId)
  } catch (error) {
    if (error instanceof NotFoundError) return notFound()
    throw error
  }
})

export async function generateMetadata({ params }: Props) {
  const [t, invoice] = await Promise.all([getTranslations('invoices'), load((await params).invoiceId)])
  const key = invoice.kind === 'credit_note' ? 'invoice.titleCredit' : 'invoice.title'
  return { title: t(key, { number: invoice.number ?? '' }) }
}

/** The invoice as a page, from the same document as its PDF. */
export default async function InvoicePage({ params }: Props) {
  await requireCustomer()
  const [t, locale, invoice] = await Promise.all([
    getTranslations('invoices'),
    formatLocale(),
    load((await params).invoiceId),
  ])
  const { document } = invoice
  return (
    <article className="mx-auto max-w-[800px]">
      <div className="flex items-baseline justify-between gap-4 pb-3 print:hidden">
        <Breadcrumb label={t('invoice.back')} steps={[{ href: '/invoices', text: t('invoice.back') }]} />
        <a className={buttonClass({ size: 'row' })} href={`/invoices/${invoice.id}/pdf`}>
          {t('invoice.pdf')}
        </a>
      </div>
      <Paper className="px-5 py-8 sm:px-14 sm:py-10">
        <InvoiceHead document={document} locale={locale} />
        <InvoicePay invoice={invoice} />
        <InvoiceLines document={document} locale={locale} />
        <InvoiceVat document={document} locale={locale} />
        <InvoiceFoot document={document} />
      </Paper>
    </article>
  )
}
