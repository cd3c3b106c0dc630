import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import {
  listCompensations,
  listOwedCompensation,
  type CompensationRow,
  type OwedTo,
} from '@/lib/billing/compensations/queries'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import { formatAmount, formatDecimal } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { enterPayoutAction } from './actions'
import { PayoutForm } from './payout-form'

const PATH = '/staff/compensations'
const SHOWS = ['open', 'all'] as const
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('open'),
  customer: parseAsString,
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('compensations'))('title') }
}

/** What we owe customers for charging at home, and the entry of what was paid out. */
export default async function CompensationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('payment:read')
  const [t, locale, state] = await Promise.all([getTranslations('compensations'), formatLocale(), load(searchParams)])
  const customerId = state.customer && isId('customer', state.customer) ? state.customer : undefined
  const [{ rows, next }, owed] = await Promise.all([
    listCompensations(ctx, { open: state.show === 'open', customerId, after: state.after ?? undefined }),
    listOwedCompensation(ctx),
  ])
  const filter = { show: state.show === 'open' ? undefined : state.show, customer: customerId }
  const amount = (minor: bigint) => formatAmount(minor, 'SEK', locale)
  const columns: Column<CompensationRow>[] = [
    {
      key: 'customer',
      header: t('customer'),
      cell: (row) => <Link href={`/staff/customers/${row.customerId}`}>{row.customerName}</Link>,
    },
    { key: 'cdr', header: t('charge'), cell: (row) => <Link href={`/staff/cdrs/${row.cdrId}`}>{row.placeName}</Link> },
    {
      key: 'start',
      header: t('start'),
      priority: 2,
      tone: 'dim',
      cell: (row) => formatInstant(row.startedAt, BILLING_ZONE, 'shortTime', locale),
    },
    { key: 'kwh', header: 'kWh', align: 'right', priority: 3, cell: (row) => formatDecimal(row.energyKwh, 2, locale) },
    { key: 'by', header: t('approved'), priority: 3, cell: (row) => t(row.automatic ? 'automatic' : 'byHand') },
    {
      key: 'state',
      header: t('state'),
      cell: (row) => (
        <>
          {row.openMinor !== 0n ? (
            <StateMark state="open">{t(row.openMinor < 0n ? 'owedToUs' : 'waits')}</StateMark>
          ) : (
            <StateMark state="paid">{t('settled')}</StateMark>
          )}
          {row.paidOn === null ? null : (
            <span className="note"> {t('paidOn', { date: formatCalendarDate(row.paidOn, 'shortYear', locale) })}</span>
          )}
          {row.invoices.map((invoice) => (
            <Link key={invoice.id} href={`/staff/invoices/${invoice.id}`}>
              {' '}
              {t('onInvoice', { number: invoice.number })}
            </Link>
          ))}
        </>
      ),
    },
    { key: 'amount', header: t('amountKr'), align: 'right', tone: 'strong', cell: (row) => amount(row.amountMinor) },
    { key: 'open', header: t('openKr'), align: 'right', cell: (row) => amount(row.openMinor) },
  ]
  const owedColumns: Column<OwedTo>[] = [
    {
      key: 'customer',
      header: t('customer'),
      cell: (row) => <Link href={listHref(PATH, { customer: row.customerId })}>{row.customerName}</Link>,
    },
    { key: 'count', header: t('count'), align: 'right', cell: (row) => row.count },
    { key: 'open', header: t('openKr'), align: 'right', tone: 'strong', cell: (row) => amount(row.openMinor) },
  ]
  const payable = owed.filter((row) => row.openMinor > 0n)
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('title')}
            tabs={SHOWS.map((entry) => ({
              href: listHref(PATH, filter, { show: entry === 'open' ? null : entry }),
              text: t(`show.${entry}`),
              current: entry === state.show,
            }))}
          />
        }
      />
      <p className="staff-line">
        {t('summary')} <Link href="/staff/cdrs">{t('heldHint')}</Link>
      </p>
      {ctx.permissions.has('payment:write') && payable.length > 0 ? (
        <div className="staff-pad">
          <Section title={t('payOut')}>
            <PayoutForm
              action={enterPayoutAction}
              today={localDate(ctx.clock.now(), BILLING_ZONE)}
              customers={payable.map((row) => ({
                value: row.customerId,
                label: t('owed', { name: row.customerName, amount: amount(row.openMinor) }),
              }))}
              texts={{
                customer: t('customer'),
                paidOn: t('paidOnLabel'),
                amount: t('amount'),
                reference: t('reference'),
                enter: t('enter'),
                entering: t('entering'),
                failed: t('failed'),
              }}
            />
          </Section>
        </div>
      ) : null}
      {owed.length === 0 ? null : (
        <div className="staff-pad">
          <Section title={t('perCustomer')} className="mt-6">
            <DataTable
              fit="flush"
              label={t('perCustomer')}
              columns={owedColumns}
              rows={owed}
              rowKey={(row) => row.customerId}
            />
          </Section>
        </div>
      )}
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t(`empty.${state.show}`)}>{t('summary')}</EmptyState>}
      />
      <Pager
        label={t('title')}
        previous={state.after ? { href: listHref(PATH, filter), text: t('newest') } : null}
        next={next ? { href: listHref(PATH, filter, { after: next }), text: t('older') } : null}
      />
    </>
  )
}
