import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { createLoader, parseAsBoolean, parseAsString, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatAmount } from '@/lib/kernel/format/money'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { listPayments, type PaymentRow } from '@/lib/payments/queries'
import { PAYMENT_METHODS } from '@/lib/payments/schema'
import { ExportMenu } from '../export/export-menu'
import { enterPaymentAction } from './actions'
import { PaymentForm } from './payment-form'

const PATH = '/staff/payments'
const load = createLoader({ after: parseAsString, rest: parseAsBoolean })

export async function generateMetadata() {
  return { title: (await getTranslations('payments'))('title') }
}

export default async function PaymentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('payment:read')
  const [t, locale, { after, rest }] = await Promise.all([
    getTranslations('payments'),
    formatLocale(),
    load(searchParams),
  ])
  const { rows, next } = await listPayments(ctx, { after: after ?? undefined, unallocated: rest ?? undefined })
  const amount = (minor: bigint) => formatAmount(minor, 'SEK', locale)
  const columns: Column<PaymentRow>[] = [
    { key: 'on', header: t('receivedOn'), cell: (row) => formatCalendarDate(row.receivedOn, 'shortYear', locale) },
    {
      key: 'customer',
      header: t('customer'),
      cell: (row) =>
        row.customerId ? (
          <Link href={`/staff/customers/${row.customerId}`}>{row.customerName}</Link>
        ) : (
          t('unknownPayer')
        ),
    },
    { key: 'method', header: t('method'), cell: (row) => t(`methods.${row.method}`) },
    { key: 'reference', header: t('reference'), priority: 2, tone: 'dim', cell: (row) => row.reference },
    {
      key: 'invoices',
      header: t('paidInvoices'),
      cell: (row) =>
        row.invoices.map((invoice) => (
          <Link key={invoice.id} href={`/staff/invoices/${invoice.id}`}>
            {invoice.number}{' '}
          </Link>
        )),
    },
    { key: 'note', header: t('note'), priority: 3, wrap: true, cell: (row) => row.note },
    { key: 'amount', header: t('amountKr'), align: 'right', tone: 'strong', cell: (row) => amount(row.amountMinor) },
    { key: 'rest', header: t('restKr'), align: 'right', cell: (row) => amount(row.unallocatedMinor) },
  ]
  const state = { rest: rest ? 'true' : undefined }
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('title')}
            tabs={[
              { href: PATH, text: t('all'), current: !rest },
              { href: `${PATH}?rest=true`, text: t('withRest'), current: Boolean(rest) },
            ]}
          />
        }
      />
      <p className="staff-line">{t('summary')}</p>
      {ctx.permissions.has('payment:write') ? (
        <div className="staff-pad">
          <Section title={t('enterTitle')}>
            <PaymentForm
              action={enterPaymentAction}
              today={localDate(ctx.clock.now(), BILLING_ZONE)}
              methods={PAYMENT_METHODS.map((method) => ({ value: method, label: t(`methods.${method}`) }))}
              texts={{
                receivedOn: t('receivedOn'),
                amount: t('amount'),
                method: t('method'),
                reference: t('reference'),
                note: t('note'),
                enter: t('enter'),
                entering: t('entering'),
                failed: t('failed'),
              }}
            />
          </Section>
        </div>
      ) : null}
      <ListBar action={PATH}>
        <ExportMenu list="payments" state={state} />
      </ListBar>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        empty={<EmptyState title={rest ? t('noRest') : t('none')}>{t('summary')}</EmptyState>}
      />
      <Pager
        label={t('title')}
        previous={after ? { href: listHref(PATH, state), text: t('newest') } : null}
        next={next ? { href: listHref(PATH, state, { after: next }), text: t('older') } : null}
      />
    </>
  )
}
