import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Pairs } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { SidePanel, type SidePanelProps } from '@/components/ui/side-panel'
import { Disclosure } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { formatDuration, formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatMoney } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import { listSessionNotices } from '@/lib/rating/guard/queries'
import { findSteering } from '@/lib/roaming/profiles/queries'
import type { SessionRow } from '@/lib/roaming/sessions/list-sessions'
import { CommandSection } from '../control/command-section'
import { ProfileSection } from '../control/profile-section'
import { UnlockDialog } from '../control/unlock-dialog'
import { MessagesLink } from '../messages/messages-link'
import { partyHref } from '../partners/party-status'
import { stopSessionAction } from './actions'
import { GuardSection } from './guard-section'
import { SessionStateMark } from './session-state'

type Props = { ctx: StaffCtx; session: SessionRow; steps: Pick<SidePanelProps, 'previous' | 'next' | 'close'> }

/** A look at one session, with the way to end it. */
export async function SessionPanel({ ctx, session, steps }: Props) {
  const [t, tp, locale, steering, notices] = await Promise.all([
    getTranslations('sessions'),
    getTranslations('parties'),
    formatLocale(),
    findSteering(ctx, session.id),
    listSessionNotices(ctx, session.id),
  ])
  const at = (value: SessionRow['startedAt']) => formatInstant(value, session.timeZone, 'dateTime', locale)
  const active = session.status === 'ACTIVE'
  const silence = formatDuration((ctx.clock.now() - session.heardAt) / 1000)
  return (
    <SidePanel
      {...steps}
      label={t('oneSession')}
      kicker={`${session.partnerName}, ${session.ocpiId}`}
      title={session.placeName}
      state={<SessionStateMark session={session} />}
      actions={
        active && ctx.permissions.has('session:stop') ? (
          <ConfirmDialog
            dense
            destroys
            shortcut="1"
            trigger={t('stop')}
            title={t('stopTitle', { place: session.placeName })}
            consequence={t('stopEffect', {
              energy: formatEnergy(session.energyKwh, locale),
              partner: session.partnerName,
            })}
            confirmText={t('stop')}
            pendingText={t('stopping')}
            cancelText={t('cancel')}
            failedText={t('stopRefused')}
            action={stopSessionAction}
            values={{ sessionId: session.id }}
          />
        ) : undefined
      }
    >
      <Finding>
        {session.stale
          ? t('findingStale', { silence })
          : active
            ? t('findingLive', { energy: formatEnergy(session.energyKwh, locale), silence })
            : t('findingEnded', { energy: formatEnergy(session.energyKwh, locale) })}
      </Finding>
      <Pairs
        pairs={[
          {
            label: t('customer'),
            value: session.customerId ? (
              <Link href={`/staff/customers/${session.customerId}`}>{session.customerName}</Link>
            ) : (
              t('unknownCustomer')
            ),
          },
          { label: 'EVSE', value: session.evseUid },
          { label: t('start'), value: at(session.startedAt) },
          { label: t('end'), value: session.endedAt === null ? '–' : at(session.endedAt) },
          {
            label: t('cost'),
            value:
              session.totalExcl === null
                ? '–'
                : formatMoney(roundToMinor(session.totalExcl, session.currency), session.currency, locale),
          },
          {
            label: t('authorization'),
            value: session.authorizationReference ? (
              <Link href={`/staff/cdrs?show=all&q=${encodeURIComponent(session.authorizationReference)}`}>
                {session.authorizationReference}
              </Link>
            ) : (
              '–'
            ),
          },
          {
            label: 'CDR',
            value: session.cdrId ? <Link href={`/staff/cdrs/${session.cdrId}`}>{t('openCdr')}</Link> : t('noCdr'),
          },
          {
            label: t('partner'),
            value: <Link href={`/staff/partners/${session.partnerId}`}>{session.partnerName}</Link>,
          },
          { label: tp('party'), value: <Link href={partyHref(session.party)}>{session.party}</Link> },
          {
            label: 'OCPI',
            value: <MessagesLink partnerId={session.partnerId} objects={[['sessions', session.ocpiId]]} />,
          },
        ]}
      />
      <GuardSection notices={notices} timeZone={session.timeZone} />
      {steering ? (
        <ProfileSection ctx={ctx} sessionId={session.id} placeName={session.placeName} steering={steering} />
      ) : null}
      <CommandSection ctx={ctx} of={{ sessionId: session.id }} timeZone={session.timeZone} limit={10} brief />
      {steering?.canUnlock && steering.evseId && steering.connectorId && ctx.permissions.has('evse:unlock') ? (
        <div className="pt-3">
          <UnlockDialog
            evseId={steering.evseId}
            evseName={session.evseUid}
            connectorId={steering.connectorId}
            path="/staff/sessions"
          />
        </div>
      ) : null}
      <Disclosure summary={t('rawData')}>
        <pre className="code-block">{JSON.stringify(JSON.parse(session.received), null, 2)}</pre>
      </Disclosure>
    </SidePanel>
  )
}
