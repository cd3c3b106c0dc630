import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Pager } from '@/components/ui/pager'
import { Rows, type RowEntry } from '@/components/ui/rows'
import { EmptyState } from '@/components/ui/states'
import { StateMark } from '@/components/ui/state-mark'
import { requireCustomer } from '@/lib/auth/session'
import { listMyInvoices, type InvoiceRow } from '@/lib/billing/queries/invoices'
import { formatCalendarDate, formatMonth } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'

const PATH = '/invoices'
const PAGE_SIZE = 24

export async function generateMetadata() {
  return { title: (await getTranslations('invoices'))('list.title') }
}

type Props = { searchParams: Promise<{ after?: string | string[] }> }

export default async function InvoicesPage({ searchParams }: Props) {
  const ctx = await requireCustomer()
  const [t, query] = await Promise.all([getTranslations('invoices'), searchParams])
  const after = typeof query.after === 'string' && isId('invoice', query.after) ? query.after : undefined
  const page = await listMyInvoices(ctx, { after, limit: PAGE_SIZE })
  if (page.rows.length === 0 && !after)
    return (
      <EmptyState
        title={t('list.emptyTitle')}
        actions={<ButtonLink href="/charging">{t('list.emptyAction')}</ButtonLink>}
      >
        {t('list.emptyText')}
      </EmptyState>
    )
  return (
    <div className="narrow">
      <WhatIsDue invoices={page.rows} />
      <div className="pt-8">
        <InvoiceRows invoices={page.rows} />
      </div>
      <Pager
        label={t('list.pages')}
        previous={after ? { href: PATH, text: t('list.newest') } : null}
        next={page.next ? { href: listHref(PATH, { after: page.next }), text: t('list.older') } : null}
      />
    </div>
  )
}

/** The sum of what is open, and the first day that it is due. */
async function WhatIsDue({ invoices }: { invoices: readonly InvoiceRow[] }) {
  const [t, locale] = await Promise.all([getTranslations('invoices'), formatLocale()])
  const open = invoices.filter((invoice) => invoice.kind === 'invoice' && invoice.openMinor > 0n)
  const late = open.filter((invoice) => invoice.overdue)
  const due = late.length > 0 ? late : open
  const dates = due.map((invoice) => invoice.dueDate).filter((date) => date !== null)
  const [first] = dates.toSorted()
  const rich = { b: (text: ReactNode) => <b>{text}</b> }
  if (!first) return <Lead>{t.rich('list.leadNothing', rich)}</Lead>
  const amount = formatMoney(
    due.reduce((sum, invoice) => sum + invoice.openMinor, 0n),
    'SEK',
    locale,
  )
  const facts = { amount, date: formatCalendarDate(first, 'date', locale) }
  return <Lead>{t.rich(late.length > 0 ? 'list.leadOverdue' : 'list.leadOpen', { ...facts, ...rich })}</Lead>
}

async function InvoiceRows({ invoices }: { invoices: readonly InvoiceRow[] }) {
  const [t, locale] = await Promise.all([getTranslations('invoices'), formatLocale()])
  const entries = invoices.map((invoice): RowEntry => {
    const date = (value: InvoiceRow['dueDate']) => (value ? formatCalendarDate(value, 'date', locale) : '')
    return {
      key: invoice.id,
      href: `${PATH}/${invoice.id}`,
      title: t(`list.${invoice.kind}`, { month: formatMonth(invoice.period, locale) }),
      detail: t('list.number', { number: invoice.number ?? '', date: date(invoice.invoiceDate) }),
      amount: formatMoney(invoice.payableMinor, 'SEK', locale),
      state: <InvoiceMark invoice={invoice} due={date(invoice.dueDate)} t={t} />,
    }
  })
  return <Rows label={t('list.label')} entries={entries} />
}

type MarkProps = { invoice: InvoiceRow; due: string; t: Awaited<ReturnType<typeof getTranslations<'invoices'>>> }

function InvoiceMark({ invoice, due, t }: MarkProps) {
  if (invoice.kind === 'credit_note') return t('states.credit')
  if (invoice.state === 'credited') return t('states.credited')
  if (invoice.openMinor <= 0n) return <StateMark state="paid">{t('states.paid')}</StateMark>
  if (invoice.overdue) return <StateMark state="fail">{t('states.overdue', { date: due })}</StateMark>
  return t('states.open', { date: due })
}
