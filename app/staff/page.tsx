import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Facts, Pairs } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { listBillingRuns } from '@/lib/billing/queries/billing-runs'
import { getReceivables } from '@/lib/billing/queries/overview'
import { formatCalendarDate, formatInstant, formatMonth } from '@/lib/kernel/format/datetime'
import { formatCount, formatDecimal, formatMoney } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import { BILLING_ZONE, addMonths, localDate, monthOf } from '@/lib/kernel/time'
import { listPartners } from '@/lib/partners/queries'
import { cdrWork, type CdrWork, type HeldReason } from '@/lib/rating/cdrs/queries/list-cdrs'
import { findingTitle } from '@/lib/rating/core/finding-sentences'
import { disputeWork } from '@/lib/rating/disputes/queries/list-disputes'
import { listPriceCorrections } from '@/lib/rating/prices/list-price-corrections'
import { countLiveSessions } from '@/lib/roaming/sessions/list-sessions'
import { PartnerStateMark } from './partners/partner-state'

export async function generateMetadata() {
  return { title: (await getTranslations('staff'))('today.title') }
}

export default async function TodayPage() {
  const ctx = await requireStaff('cdr:read')
  const [t, locale, work, sessions, receivables] = await Promise.all([
    getTranslations('staff.today'),
    formatLocale(),
    cdrWork(ctx),
    countLiveSessions(ctx),
    getReceivables(ctx),
  ])
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  return (
    <>
      <StaffHead title={t('title')} note={formatInstant(ctx.clock.now(), BILLING_ZONE, 'weekday', locale)} />
      <Finding>
        {work.held === 0
          ? t('nothingHeld')
          : t.rich('held', {
              count: work.held,
              overdue: work.overdue,
              amount: money(roundToMinor(work.heldCpoExcl, 'SEK')),
              b: (chunks) => <b>{chunks}</b>,
              link: (chunks) => <Link href="/staff/cdrs">{chunks}</Link>,
            })}
      </Finding>
      <Facts
        strip
        facts={[
          { label: t('heldCdrs'), value: formatCount(work.held, locale), href: '/staff/cdrs' },
          { label: t('pendingCdrs'), value: formatCount(work.pending, locale), href: '/staff/cdrs?show=all' },
          { label: t('liveSessions'), value: formatCount(sessions.live, locale), href: '/staff/sessions' },
          { label: t('staleSessions'), value: formatCount(sessions.stale, locale), href: '/staff/sessions?show=stale' },
          { label: t('unbilled'), value: money(receivables.unbilledMinor), href: '/staff/billing-runs' },
          { label: t('overdue'), value: money(receivables.overdueMinor), href: '/staff/invoices?state=overdue' },
        ]}
      />
      <div className="staff-grid">
        <div>
          <Section title={t('byReason')} link={{ href: '/staff/cdrs', text: t('inbox') }}>
            <HeldReasons work={work} />
          </Section>
          <DisputesToday ctx={ctx} />
          <CorrectionsToday ctx={ctx} />
          <Section title={t('partners')} link={{ href: '/staff/partners', text: t('all') }} className="mt-6">
            <TroubledPartners ctx={ctx} />
          </Section>
        </div>
        <div>
          <Section title={t('billing')} link={{ href: '/staff/billing-runs', text: t('all') }}>
            <Billing ctx={ctx} />
          </Section>
          <Section title={t('receivables')} link={{ href: '/staff/invoices', text: t('all') }} className="mt-6">
            <Pairs
              wide
              lines
              pairs={[
                {
                  label: t('openInvoices', { count: receivables.openInvoices }),
                  value: <Link href="/staff/invoices?state=open">{money(receivables.openMinor)}</Link>,
                },
                {
                  label: t('overdueInvoices', { count: receivables.overdueInvoices }),
                  value: <Link href="/staff/invoices?state=overdue">{money(receivables.overdueMinor)}</Link>,
                },
                {
                  label: t('oldest'),
                  value: receivables.oldestDueDate
                    ? formatCalendarDate(receivables.oldestDueDate, 'date', locale)
                    : '–',
                },
              ]}
            />
          </Section>
        </div>
      </div>
    </>
  )
}

async function HeldReasons({ work }: { work: CdrWork }) {
  const [t, locale] = await Promise.all([getTranslations('staff.today'), formatLocale()])
  const columns: Column<HeldReason>[] = [
    { key: 'reason', header: t('reason'), cell: (row) => findingTitle(row.reason, locale) },
    {
      key: 'count',
      header: t('count'),
      align: 'right',
      tone: 'strong',
      cell: (row) => formatCount(row.count, locale),
      total: formatCount(work.held, locale),
    },
    {
      key: 'asked',
      header: t('asked'),
      align: 'right',
      cell: (row) => formatDecimal(row.cpoExcl, 2, locale),
      total: formatDecimal(work.heldCpoExcl, 2, locale),
    },
    {
      key: 'difference',
      header: t('difference'),
      align: 'right',
      cell: (row) => formatDecimal(row.differenceExcl, 2, locale, 'always'),
    },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('byReason')}
      columns={columns}
      rows={work.reasons}
      rowKey={(row) => row.reason}
      rowHref={(row) => `/staff/cdrs?reason=${row.reason}`}
      totalsLabel={t('sum')}
      note={t('exclVat')}
      empty={<p className="dim">{t('nothingHeld')}</p>}
    />
  )
}

/** Cases with operators: what waits for us first. */
async function DisputesToday({ ctx }: { ctx: StaffCtx }) {
  const [t, locale, work] = await Promise.all([getTranslations('disputes'), formatLocale(), disputeWork(ctx)])
  const row = (label: string, count: number, show: string) => ({
    label,
    value: <Link href={`/staff/disputes${show}`}>{formatCount(count, locale)}</Link>,
  })
  return (
    <Section title={t('today')} link={{ href: '/staff/disputes', text: t('all') }} className="mt-6">
      <Pairs
        wide
        lines
        pairs={[
          row(t('todayReports'), work.reports, '?show=us&origin=customer'),
          row(t('todayUs'), work.us, '?show=us'),
          row(t('todayOperator'), work.operator, '?show=operator'),
          row(t('todayOverdue'), work.overdue, '?show=overdue'),
          { label: t('todayClaim'), value: formatMoney(work.claimMinor, 'SEK', locale) },
        ]}
      />
    </Section>
  )
}

/** Charges that a corrected price of the exchange left as they were; said only while there are any. */
async function CorrectionsToday({ ctx }: { ctx: StaffCtx }) {
  if (!ctx.permissions.has('price-plan:read')) return null
  const [t, locale, corrections] = await Promise.all([
    getTranslations('prices.corrections'),
    formatLocale(),
    listPriceCorrections(ctx),
  ])
  const count = corrections.reduce((sum, { left }) => sum + left, 0)
  if (count === 0) return null
  const amount = corrections.reduce((sum, { leftMinor }) => sum + leftMinor, 0n)
  return (
    <Section title={t('today')} link={{ href: '/staff/prices', text: t('title') }} className="mt-6">
      <p>{t('todayText', { count, amount: formatMoney(amount, 'SEK', locale) })}</p>
    </Section>
  )
}

async function TroubledPartners({ ctx }: { ctx: StaffCtx }) {
  const [t, partners] = await Promise.all([getTranslations('staff.today'), listPartners(ctx)])
  const rows = partners.filter(
    (partner) =>
      partner.state !== 'unregistered' &&
      (partner.lastError !== null || partner.paused || partner.state !== 'registered'),
  )
  return (
    <DataTable
      fit="flush"
      label={t('partners')}
      columns={[
        { key: 'name', header: t('partner'), cell: (partner) => partner.name },
        { key: 'state', header: t('state'), cell: (partner) => <PartnerStateMark partner={partner} /> },
        { key: 'error', header: t('error'), wrap: true, cell: (partner) => partner.lastError ?? '' },
      ]}
      rows={rows}
      rowKey={(partner) => partner.id}
      rowHref={(partner) => `/staff/partners/${partner.id}`}
      empty={<p className="dim">{t('partnersFine', { count: partners.length })}</p>}
    />
  )
}

async function Billing({ ctx }: { ctx: StaffCtx }) {
  const [t, locale, { rows: runs }] = await Promise.all([
    getTranslations('staff.today'),
    formatLocale(),
    listBillingRuns(ctx, { limit: 12 }),
  ])
  const last = addMonths(monthOf(ctx.clock.now()), -1)
  const done = runs.some((run) => run.period === last && run.customerId === null && run.finalizedAt !== null)
  const latest = runs.slice(0, 4)
  return (
    <>
      <p className="pb-2">{t(done ? 'lastMonthBilled' : 'lastMonthUnbilled', { month: formatMonth(last, locale) })}</p>
      <Pairs
        wide
        lines
        pairs={latest.map((run) => ({
          label: <Link href={`/staff/billing-runs/${run.id}`}>{formatMonth(run.period, locale)}</Link>,
          value: t(`phases.${run.phase}`, {
            count: run.invoices,
            amount: formatMoney(run.payableMinor, 'SEK', locale),
          }),
        }))}
      />
      {latest.length === 0 ? (
        <p className="dim">
          {t('noRuns', { date: formatCalendarDate(localDate(ctx.clock.now(), BILLING_ZONE), 'dayMonth', locale) })}
        </p>
      ) : null}
    </>
  )
}
