import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { ButtonLink } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import { Pairs } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { SidePanel, type SidePanelProps } from '@/components/ui/side-panel'
import { StateMark } from '@/components/ui/state-mark'
import { ReasonField } from '@/components/ui/reason-field'
import { TextField } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import type { StaffTokenRow } from '@/lib/roaming/tokens/queries'
import { listTokenAcknowledgements } from '@/lib/roaming/tokens/list-token-acknowledgements'
import { MessagesLink } from '../messages/messages-link'
import { setTokenGroupAction, setTokenStateAction } from './actions'
import { TokenStateMark } from './token-state'

type Props = { ctx: StaffCtx; token: StaffTokenRow; steps: Pick<SidePanelProps, 'previous' | 'next' | 'close'> }

/** One token: whose it is, what it may, which partners know it, and the ways to stop it. */
export async function TokenPanel({ ctx, token, steps }: Props) {
  const [t, tp, tc, locale, all] = await Promise.all([
    getTranslations('tokens'),
    getTranslations('tokenPlaces'),
    getTranslations('connections'),
    formatLocale(),
    token.type === 'RFID' ? listTokenAcknowledgements(ctx, token.id) : [],
  ])
  const at = (value: Instant) => formatInstant(value, BILLING_ZONE, 'shortTime', locale)
  const known = all.filter((entry) => !entry.takesNone)
  const behind = known.filter((entry) => !entry.current).length
  return (
    <SidePanel
      {...steps}
      label={t('oneToken')}
      kicker={<Link href={`/staff/customers/${token.customerId}`}>{token.customerName}</Link>}
      title={token.type === 'RFID' ? token.uid : t('appToken')}
      state={<TokenStateMark token={token} />}
      actions={ctx.permissions.has('token:write') ? <TokenActions token={token} /> : undefined}
    >
      <Finding>
        {token.type !== 'RFID'
          ? t('findingApp')
          : behind === 0
            ? t('findingAllKnow', { count: known.length })
            : t('findingBehind', { behind, count: known.length })}
      </Finding>
      <Pairs
        pairs={[
          { label: t('visualShort'), value: token.visualNumber ?? '–' },
          { label: t('labelShort'), value: token.label ?? '–' },
          { label: t('contract'), value: token.contractId },
          { label: t('whitelist'), value: t(`whitelists.${token.whitelist}`) },
          {
            label: <abbr title={tp('whereExplained')}>{tp('where')}</abbr>,
            value: (
              <Link href={`/staff/tokens/${token.id}/places`}>
                {token.allowedPlaces ? tp('places', { count: token.allowedPlaces.length }) : tp('everywhere')}
              </Link>
            ),
          },
          {
            label: <abbr title={tp('groupExplained')}>{tp('group')}</abbr>,
            value: token.groupId ? <span className="font-mono">{token.groupId}</span> : tp('noGroup'),
          },
          { label: t('issued'), value: at(token.createdAt) },
          { label: t('changed'), value: at(token.lastUpdated) },
          {
            label: 'CDR',
            value: <Link href={`/staff/cdrs?show=all&q=${encodeURIComponent(token.uid)}`}>{t('show.all')}</Link>,
          },
          { label: 'OCPI', value: <MessagesLink objects={[['tokens', token.uid]]} /> },
        ]}
      />
      {all.length === 0 ? null : (
        <>
          <h3>{t('partners')}</h3>
          <DataTable
            fit="flush"
            label={t('partners')}
            rows={all}
            rowKey={(entry) => entry.partnerId}
            columns={[
              { key: 'name', header: t('partner'), cell: (entry) => entry.partnerName },
              {
                key: 'state',
                header: t('state'),
                wrap: true,
                cell: (entry) =>
                  entry.takesNone ? (
                    <span className="dim">{tc('takesNone')}</span>
                  ) : entry.current ? (
                    <StateMark state="ours">{t('knows')}</StateMark>
                  ) : entry.error ? (
                    <StateMark state="fail">{entry.error}</StateMark>
                  ) : (
                    <StateMark state="open">{t('notYet')}</StateMark>
                  ),
              },
              {
                key: 'believes',
                header: tc('believes'),
                wrap: true,
                cell: ({ believesValid, acknowledged }) => {
                  if (acknowledged === null) return tc('believesNothing')
                  const belief = believesValid === null ? '–' : tc(believesValid ? 'believesValid' : 'believesBlocked')
                  return `${belief}, ${at(acknowledged)}`
                },
              },
            ]}
          />
        </>
      )}
    </SidePanel>
  )
}

async function TokenActions({ token }: { token: StaffTokenRow }) {
  const [t, tp] = await Promise.all([getTranslations('tokens'), getTranslations('tokenPlaces')])
  const changes = (['blocked', 'lost', 'active'] as const).filter((state) => state !== token.state)
  return (
    <div className="actions">
      {changes.map((state, index) => (
        <ConfirmDialog
          key={`${token.id}-${state}`}
          dense
          destroys={state !== 'active'}
          shortcut={String(index + 1)}
          trigger={t(`change.${state}`)}
          title={t(`changeTitle.${state}`, { uid: token.uid })}
          consequence={t(`changeEffect.${state}`, { name: token.customerName })}
          confirmText={t(`change.${state}`)}
          pendingText={t('saving')}
          cancelText={t('cancel')}
          failedText={t('failed')}
          action={setTokenStateAction}
          values={{ tokenId: token.id, state }}
        >
          <ReasonField id={`reason-${state}`} label={t('reason')} />
        </ConfirmDialog>
      ))}
      <ButtonLink size="row" href={`/staff/tokens/${token.id}/places`}>
        {tp('change')}
      </ButtonLink>
      {token.type === 'RFID' ? (
        <ConfirmDialog
          key={`${token.id}-group`}
          dense
          trigger={tp('setGroup')}
          title={tp('groupTitle', { uid: token.uid })}
          consequence={tp('groupText')}
          confirmText={tp('setGroup')}
          pendingText={t('saving')}
          cancelText={t('cancel')}
          failedText={t('failed')}
          action={setTokenGroupAction}
          values={{ tokenId: token.id }}
        >
          <TextField
            size="row"
            name="groupId"
            label={tp('group')}
            hint={tp('groupHint')}
            defaultValue={token.groupId ?? ''}
            maxLength={20}
          />
          <ReasonField id="reason-group" label={t('reason')} />
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
