import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { Facts } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant, formatMonth } from '@/lib/kernel/format/datetime'
import { formatCount, formatMoney } from '@/lib/kernel/format/money'
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import { BILLING_ZONE, calendarDate, monthOf, type Instant } from '@/lib/kernel/time'
import { listPartnerEvents, listPartnerModules, type Partner, type PartnerModule } from '@/lib/partners/queries'
import { listExchanges, type ExchangeRow } from '@/lib/partners/exchanges/queries'
import { sumCdrs } from '@/lib/rating/cdrs/queries/list-cdrs'
import { countLiveSessions } from '@/lib/roaming/sessions/list-sessions'
import { MessageTable } from '../../messages/message-table'
import { reissueTokenAction } from '../actions'
import { ReissueTokenForm } from '../partner-forms'
import { Handshake } from './handshake'
import { ModuleTable } from './module-table'

/** How a connection stands: the sentence, the figures, the modules, the handshake, the latest messages. */
export async function Overview({ ctx, partner }: { ctx: StaffCtx; partner: Partner }) {
  const t = await getTranslations('partners')
  const [modules, events, exchanges] = await Promise.all([
    listPartnerModules(ctx, partner.id),
    listPartnerEvents(ctx, partner.id),
    listExchanges(ctx, { partnerId: partner.id }, { limit: 8 }),
  ])
  const path = `/staff/partners/${partner.id}`
  const messages = `/staff/messages?partner=${partner.id}`
  const waits = partner.state === 'token_a_issued' || partner.state === 'unregistered'
  return (
    <>
      <AutoRefresh active={modules.some(({ mark }) => mark?.state === 'running')} everyMs={5000} />
      <Sentence ctx={ctx} partner={partner} modules={modules} latest={exchanges.rows} />
      <KeyFigures ctx={ctx} partner={partner} />
      <div className="staff-grid">
        <div>
          <Section title={t('modules')}>
            <ModuleTable partner={partner} modules={modules} now={ctx.clock.now()} />
          </Section>
          <Section title={t('latestMessages')} link={{ href: messages, text: t('allMessages') }} className="mt-6">
            <MessageTable
              rows={exchanges.rows}
              href={(row) => `/staff/messages/${row.id}?partner=${partner.id}`}
              fit="flush"
              empty={<p className="dim">{t('noMessages')}</p>}
            />
          </Section>
        </div>
        <div>
          <Section title={t('handshake')} link={{ href: `${path}?tab=log`, text: t('tab.log') }}>
            <Handshake events={events} partner={partner} />
          </Section>
          {waits && ctx.permissions.has('partner:write') ? (
            <Section title={t('tokenA')} className="mt-6">
              <p className="pb-2">{t('reissueText')}</p>
              <ReissueTokenForm
                action={reissueTokenAction}
                partnerId={partner.id}
                texts={{
                  reissue: t('reissue'),
                  saving: t('saving'),
                  failed: t('failed'),
                  tokenTitle: t('tokenTitle'),
                  tokenOnce: t('tokenOnce'),
                  token: t('tokenA'),
                  versionsUrl: t('ourVersionsUrl'),
                  copy: t('copy'),
                  copied: t('copied'),
                  toPartner: t('toPartner'),
                }}
              />
            </Section>
          ) : null}
        </div>
      </div>
    </>
  )
}

async function Sentence({
  ctx,
  partner,
  modules,
  latest,
}: {
  ctx: StaffCtx
  partner: Partner
  modules: readonly PartnerModule[]
  /** Newest first. */
  latest: readonly ExchangeRow[]
}) {
  const [t, tc, locale, held] = await Promise.all([
    getTranslations('partners'),
    getTranslations('connections'),
    formatLocale(),
    sumCdrs(ctx, { partnerId: partner.id, status: ['held'] }),
  ])
  const failing = modules.filter((module) => module.mark?.state === 'failed').map((module) => module.identifier)
  const heldText =
    held.count > 0
      ? t.rich('heldHere', {
          count: held.count,
          link: (chunks) => <Link href={`/staff/cdrs?partner=${partner.id}`}>{chunks}</Link>,
        })
      : null
  if (partner.circuit && partner.state === 'registered') {
    const { openedAt, until, reason } = partner.circuit
    const at = (value: Instant) => formatInstant(value, BILLING_ZONE, 'shortTime', locale)
    return (
      <Finding>
        {tc.rich('findingSilent', {
          name: partner.name,
          since: at(openedAt),
          until: at(until),
          reason,
          b: (chunks) => <b>{chunks}</b>,
        })}{' '}
        {heldText}
      </Finding>
    )
  }
  if (partner.lastError)
    return (
      <Finding>
        {t.rich('findingError', { error: partner.lastError, b: (chunks) => <b>{chunks}</b> })} {heldText}
      </Finding>
    )
  if (partner.state !== 'registered')
    return <Finding>{t(`findingState.${partner.state}`, { name: partner.name })}</Finding>
  if (partner.paused)
    return (
      <Finding>
        {t('findingPaused', { name: partner.name })} {heldText}
      </Finding>
    )
  const seen = partner.lastSeenAt === null ? null : formatInstant(partner.lastSeenAt, BILLING_ZONE, 'shortTime', locale)
  const isUnanswered = latest.find(({ direction }) => direction === 'out')?.httpStatus === null
  if (isUnanswered && failing.length === 0)
    return (
      <Finding>
        {tc.rich('findingUnanswered', { name: partner.name, seen: seen ?? '–', b: (chunks) => <b>{chunks}</b> })}{' '}
        {heldText}
      </Finding>
    )
  return (
    <Finding>
      {failing.length > 0
        ? t.rich('findingModules', {
            modules: new Set(failing).size,
            names: [...new Set(failing)].join(', '),
            b: (chunks) => <b>{chunks}</b>,
          })
        : seen
          ? t.rich('findingFine', { seen, b: (chunks) => <b>{chunks}</b> })
          : t('findingSilent')}{' '}
      {heldText}
    </Finding>
  )
}

async function KeyFigures({ ctx, partner }: { ctx: StaffCtx; partner: Partner }) {
  const month = monthOf(ctx.clock.now())
  const from = calendarDate(`${month}-01`)
  const [t, locale, sessions, received, held] = await Promise.all([
    getTranslations('partners'),
    formatLocale(),
    countLiveSessions(ctx, partner.id),
    sumCdrs(ctx, { partnerId: partner.id, from }),
    sumCdrs(ctx, { partnerId: partner.id, status: ['held'] }),
  ])
  const money = (value: string) => formatMoney(roundToMinor(value, 'SEK'), 'SEK', locale)
  const asked = toDecimalString(decimal(held.compared.cpoExcl).plus(held.uncompared.cpoExcl))
  const name = formatMonth(month, locale, 'month')
  const cdrs = `/staff/cdrs?partner=${partner.id}`
  return (
    <Facts
      strip
      facts={[
        {
          label: t('sessionsNow'),
          value: formatCount(sessions.live, locale),
          href: `/staff/sessions?partner=${partner.id}`,
        },
        {
          label: t('cdrsIn', { month: name }),
          value: formatCount(received.count, locale),
          href: `${cdrs}&show=all&from=${from}`,
        },
        {
          label: t('asksIn', { month: name }),
          value: money(received.compared.cpoExcl),
          href: `${cdrs}&show=all&from=${from}`,
          explain: t('asksExplained'),
        },
        { label: t('heldCount'), value: formatCount(held.count, locale), href: cdrs },
        { label: t('heldAsked'), value: money(asked), href: cdrs },
      ]}
    />
  )
}
