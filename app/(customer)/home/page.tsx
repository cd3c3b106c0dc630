import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import Link from 'next/link'
import { Suspense, type ReactNode } from 'react'
import { ChargeRows } from '@/components/charging/charge-rows'
import { LiveCharge } from '@/components/charging/live-charge'
import { LiveTexts } from '@/components/charging/live-texts'
import { ButtonLink } from '@/components/ui/button'
import { Columns } from '@/components/ui/columns'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { LeadSkeleton, ReceiptSkeleton, RowsSkeleton } from '@/components/ui/skeleton'
import { Notice } from '@/components/ui/states'
import type { CustomerCtx } from '@/lib/auth/context'
import { requireCustomer } from '@/lib/auth/session'
import { listMyInvoices } from '@/lib/billing/queries/invoices'
import { getMyCustomer } from '@/lib/customers/queries'
import { formatInstant, formatMonth } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import { isId, type CdrId, type SessionId } from '@/lib/kernel/ids'
import {
  findMyAccount,
  findMyActiveSession,
  type ActiveCharge,
} from '@/lib/rating/charges/queries/find-my-active-session'
import { findMyJustEnded } from '@/lib/rating/charges/queries/find-my-just-ended'
import { listMyCharges } from '@/lib/rating/charges/queries/list-my-charges'
import { myMonthSummary, type MyMonthSummary } from '@/lib/rating/charges/queries/my-month-summary'
import { listMyOutcomes } from '@/lib/rating/disputes/queries/my-disputes'
import { findMyOpenReservation } from '@/lib/roaming/reservations/queries'
import { stopChargingAction } from './actions'
import { CaseNews } from './case-news'
import { MonthFacts } from './month-facts'
import { NextInvoice } from './next-invoice'
import { OpenReservation } from './open-reservation'
import { limitPowerAction, sendPreferencesAction } from './steer-actions'

const LATEST = 5
const STEER = { limit: limitPowerAction, wish: sendPreferencesAction }

export async function generateMetadata() {
  return { title: (await getTranslations('customer'))('overview.title') }
}

export default async function HomePage({ searchParams }: { searchParams: Promise<{ ended?: string | string[] }> }) {
  const ctx = await requireCustomer()
  const [common, { ended }] = await Promise.all([getTranslations('common'), searchParams])
  const endedId = typeof ended === 'string' && isId('session', ended) ? ended : null
  return (
    <Suspense fallback={<OverviewSkeleton label={common('loading')} />}>
      <Overview ctx={ctx} endedId={endedId} />
    </Suspense>
  )
}

function OverviewSkeleton({ label }: { label: string }) {
  return (
    <Columns side={<RowsSkeleton label={label} />}>
      <LeadSkeleton label={label} />
      <div className="pt-10">
        <ReceiptSkeleton label={label} />
      </div>
    </Columns>
  )
}

async function Overview({ ctx, endedId }: { ctx: CustomerCtx; endedId: SessionId | null }) {
  const [t, locale, active, justEnded, reservation, month, charges, invoices, customer, outcomes] = await Promise.all([
    getTranslations('customer'),
    formatLocale(),
    findMyActiveSession(ctx),
    findMyJustEnded(ctx),
    findMyOpenReservation(ctx),
    myMonthSummary(ctx),
    listMyCharges(ctx, {}, { limit: LATEST + 1 }),
    listMyInvoices(ctx, { limit: 12 }),
    getMyCustomer(ctx),
    listMyOutcomes(ctx),
  ])
  // The running one stands above, larger.
  const latest = charges.rows.filter((charge) => charge.state !== 'charging').slice(0, LATEST)
  const ended = justEnded ?? endedId
  const account = ended && (await findMyAccount(ctx, ended))
  const isNew = charges.rows.length === 0 && invoices.rows.length === 0
  const facts = (
    <>
      <MonthFacts month={month} />
      <NextInvoice invoices={invoices.rows} month={month.month} />
    </>
  )
  const list = (
    <Section title={t('overview.latest')} link={{ href: '/charging', text: t('overview.all') }}>
      {latest.length === 0 ? (
        <p className="dim">{t('overview.none')}</p>
      ) : (
        <ChargeRows charges={latest} label={t('overview.latest')} locale={locale} />
      )}
    </Section>
  )
  const side = active ? (
    <>
      {facts}
      {list}
    </>
  ) : (
    list
  )
  return (
    <Columns side={isNew ? null : side}>
      <OpeningSentence active={active} month={month} isNew={isNew} />
      {customer.chargingAllowed ? null : (
        <Notice tone="fail" title={t('overview.denied.title')}>
          {t(`overview.denied.${customer.chargingDeniedReason ?? 'other'}`)}
        </Notice>
      )}
      <CaseNews outcomes={outcomes} />
      {reservation ? <OpenReservation reservation={reservation} /> : null}
      {active ? (
        <LiveTexts>
          <LiveCharge initial={active} locale={locale} stop={stopChargingAction} steer={STEER} />
        </LiveTexts>
      ) : (
        <>
          {ended && (justEnded || !account) ? <JustEnded sessionId={ended} account={account} /> : null}
          <p className="pt-6">
            <ButtonLink look="go" className="w-full sm:w-auto" href="/start">
              {t('overview.begin')}
            </ButtonLink>
          </p>
          {isNew ? null : facts}
        </>
      )}
    </Columns>
  )
}

/** Said once, where the charge was shown: it has ended, and what happens next or has happened already. */
async function JustEnded({ sessionId, account }: { sessionId: SessionId; account: CdrId | null }) {
  const t = await getTranslations('charging')
  return (
    <div className="pt-6">
      <Notice tone="ours" role="status" title={t('live.ended')}>
        {t(account ? 'live.accountedText' : 'live.endedText')}{' '}
        <Link href={`/charging/${account ?? sessionId}`}>{t('live.show')}</Link>
      </Notice>
    </div>
  )
}

type Opening = { active: ActiveCharge | null; month: MyMonthSummary; isNew: boolean }

async function OpeningSentence({ active, month, isNew }: Opening) {
  const [t, locale] = await Promise.all([getTranslations('customer'), formatLocale()])
  const rich = { b: (text: ReactNode) => <b>{text}</b> }
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  if (active) {
    const time = formatInstant(active.startedAt, active.timeZone, 'time', locale)
    return <Lead>{t.rich('overview.leadRunning', { place: active.placeName, time, ...rich })}</Lead>
  }
  if (isNew) return <Lead note={t('overview.firstText')}>{t.rich('overview.leadFirst', rich)}</Lead>
  const name = formatMonth(month.month, locale, 'month')
  if (month.charges > 0) {
    const facts = { month: name, count: month.charges, amount: money(month.grossMinor) }
    return <Lead>{t.rich('overview.leadMonth', { ...facts, ...rich })}</Lead>
  }
  const { before } = month
  if (before.charges === 0) return <Lead>{t('overview.leadQuiet', { month: name })}</Lead>
  const facts = { count: before.charges, amount: money(before.grossMinor) }
  const beforeName = formatMonth(before.month, locale, 'month')
  return <Lead>{t.rich('overview.leadNotYet', { month: name, before: beforeName, ...facts, ...rich })}</Lead>
}
