import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { invoiceColumns } from '@/app/staff/invoices/invoice-columns'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { Select } from '@/components/ui/choice-fields'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Facts } from '@/components/ui/facts'
import { ReasonField } from '@/components/ui/reason-field'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { Disclosure } from '@/components/ui/states'
import { TextArea } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import { listInvoices } from '@/lib/billing/queries/invoices'
import { getCustomer, type Customer } from '@/lib/customers/queries'
import { isId } from '@/lib/kernel/ids'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import { formatAmount, formatMoney } from '@/lib/kernel/format/money'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { listPayments, type PaymentRow } from '@/lib/payments/queries'
import { getCustomerPlans } from '@/lib/rating/price-plans/get-customer-plans'
import { listTokens, type StaffTokenRow } from '@/lib/roaming/tokens/queries'
import { MembershipSection } from '../../prices/membership-section'
import { endSessionsAction, setChargingAction, updateCustomerAction } from '../actions'
import { CustomerForm } from '../customer-form'
import { customerFormTexts } from '../form-texts'
import { PlanSection } from './plan-section'

/** Everything about one customer on one page: who, whether they may charge, cards, charges, bills, payments. */
export default async function CustomerPage({ params }: { params: Promise<{ customerId: string }> }) {
  const ctx = await requireStaff('customer:read')
  const [{ customerId }, t, billing, tokensT, promises, locale, texts] = await Promise.all([
    params,
    getTranslations('customers'),
    getTranslations('billing'),
    getTranslations('customers'),
    getTranslations('promises'),
    formatLocale(),
    customerFormTexts(),
  ])
  if (!isId('customer', customerId)) notFound()
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const [customer, invoices, payments, tokens, plans] = await Promise.all([
    getCustomer(ctx, customerId),
    listInvoices(ctx, { customerId, limit: 12 }),
    listPayments(ctx, { customerId, limit: 12 }),
    listTokens(ctx, { customerId }),
    getCustomerPlans(ctx, customerId),
  ])
  const plan = plans.periods.findLast(({ from }) => from <= today)
  const open = invoices.rows.reduce((sum, row) => sum + row.openMinor, 0n)
  const cards: Column<StaffTokenRow>[] = [
    { key: 'uid', header: 'uid', cell: (row) => row.uid },
    { key: 'type', header: t('cardType'), cell: (row) => row.type },
    { key: 'contract', header: t('contract'), tone: 'dim', cell: (row) => row.contractId },
    {
      key: 'state',
      header: t('state'),
      cell: (row) =>
        row.state === 'active' ? (
          t('cardStates.active')
        ) : (
          <StateMark state="fail">{t(`cardStates.${row.state}`)}</StateMark>
        ),
    },
  ]
  const paid: Column<PaymentRow>[] = [
    { key: 'on', header: t('date'), cell: (row) => formatCalendarDate(row.receivedOn, 'shortYear', locale) },
    {
      key: 'for',
      header: t('forInvoices'),
      cell: (row) =>
        row.invoices.map((invoice) => (
          <Link key={invoice.id} href={`/staff/invoices/${invoice.id}`}>
            {invoice.number}{' '}
          </Link>
        )),
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
        title={customer.name}
        crumb={{ label: t('title'), steps: [{ href: '/staff/customers', text: t('title') }] }}
        state={
          customer.chargingAllowed ? (
            <StateMark state="ours">{t('chargingStates.allowed')}</StateMark>
          ) : (
            <StateMark state="fail">{t(`denied.${customer.chargingDeniedReason ?? 'blocked'}`)}</StateMark>
          )
        }
        note={t('customerNumber', { number: customer.number })}
        end={
          ctx.permissions.has('customer:write') ? (
            <>
              <SessionsDialog customer={customer} />
              <ChargingDialog customer={customer} />
            </>
          ) : null
        }
      />
      <Facts
        strip
        facts={[
          {
            label: t('open'),
            value: formatMoney(open, 'SEK', locale),
            href: `/staff/invoices?q=${encodeURIComponent(customer.name)}`,
          },
          { label: t('plan'), value: plan?.version?.name ?? '–' },
          {
            label: t('charges'),
            value: t('show'),
            href: `/staff/cdrs?view=all&q=${encodeURIComponent(customer.name)}`,
          },
          { label: promises('label'), value: t('show'), href: `/staff/quotes?customer=${customer.id}` },
          { label: t('email'), value: customer.email },
          { label: t('since'), value: formatInstant(customer.createdAt, BILLING_ZONE, 'shortYear', locale) },
        ]}
      />
      <div className="staff-grid">
        <Section
          title={billing('invoices')}
          link={{ href: `/staff/invoices?q=${encodeURIComponent(customer.name)}`, text: t('all') }}
        >
          <DataTable
            fit="flush"
            label={billing('invoices')}
            columns={invoiceColumns(billing, locale).filter((column) => !['customer', 'kind'].includes(column.key))}
            rows={invoices.rows}
            rowKey={(row) => row.id}
            rowHref={(row) => `/staff/invoices/${row.id}`}
            empty={<p className="dim">{t('noInvoices')}</p>}
          />
        </Section>
        <Section title={t('payments')}>
          <DataTable
            fit="flush"
            label={t('payments')}
            columns={paid}
            rows={payments.rows}
            rowKey={(row) => row.id}
            empty={<p className="dim">{t('noPayments')}</p>}
          />
        </Section>
        <Section
          title={t('cards')}
          link={{ href: `/staff/tokens?q=${encodeURIComponent(customer.name)}`, text: t('all') }}
        >
          <DataTable
            fit="flush"
            label={t('cards')}
            columns={cards}
            rows={tokens.rows}
            rowKey={(row) => row.id}
            empty={<p className="dim">{tokensT('noCards')}</p>}
          />
        </Section>
        <PlanSection ctx={ctx} customerId={customer.id} plans={plans} />
        <MembershipSection ctx={ctx} customerId={customer.id} memberships={plans.memberships} />
        <Section title={t('about')}>
          <p>
            {customer.street}
            <br />
            {customer.postalCode} {customer.city}
          </p>
          {ctx.permissions.has('customer:write') ? (
            <Disclosure summary={t('edit')}>
              <CustomerForm
                action={updateCustomerAction}
                texts={texts}
                customerId={customer.id}
                values={{
                  name: customer.name,
                  email: customer.email,
                  organisationNumber: customer.organisationNumber ?? '',
                  street: customer.street,
                  postalCode: customer.postalCode,
                  city: customer.city,
                  country: customer.country,
                  locale: customer.locale,
                }}
              />
            </Disclosure>
          ) : null}
        </Section>
      </div>
    </>
  )
}

async function SessionsDialog({ customer }: { customer: Customer }) {
  const t = await getTranslations('customers')
  return (
    <ConfirmDialog
      dense
      trigger={t('endSessions')}
      title={t('endSessionsTitle', { name: customer.name })}
      consequence={t('endSessionsEffect')}
      confirmText={t('endSessions')}
      pendingText={t('saving')}
      cancelText={t('cancel')}
      failedText={t('failed')}
      action={endSessionsAction}
      values={{ customerId: customer.id }}
    >
      <ReasonField id="reason-sessions" label={t('reason')} />
    </ConfirmDialog>
  )
}

async function ChargingDialog({ customer }: { customer: Customer }) {
  const t = await getTranslations('customers')
  const decisions = customer.chargingAllowed ? (['no_credit', 'blocked', 'ended'] as const) : (['allow'] as const)
  return (
    <ConfirmDialog
      dense
      destroys={customer.chargingAllowed}
      trigger={customer.chargingAllowed ? t('stopCharging') : t('allowCharging')}
      title={
        customer.chargingAllowed
          ? t('stopChargingTitle', { name: customer.name })
          : t('allowChargingTitle', { name: customer.name })
      }
      consequence={customer.chargingAllowed ? t('stopChargingConsequence') : t('allowChargingConsequence')}
      confirmText={customer.chargingAllowed ? t('stopCharging') : t('allowCharging')}
      cancelText={t('cancel')}
      failedText={t('failed')}
      action={setChargingAction}
      values={{ customerId: customer.id }}
    >
      <Select
        size="row"
        name="decision"
        label={t('decision')}
        options={decisions.map((value) => ({ value, label: t(`decisions.${value}`) }))}
      />
      <TextArea size="row" name="reason" label={t('reason')} required minLength={3} />
    </ConfirmDialog>
  )
}
