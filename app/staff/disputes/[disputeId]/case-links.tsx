import { getTranslations } from 'next-intl/server'
import { ActionButton } from '@/components/forms/action-button'
import { ShareForm } from '@/components/forms/share-form'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { DisputeDetail, DisputeLink } from '@/lib/rating/disputes/queries/get-dispute'
import { revokeDisputeLinkAction, shareDisputeAction } from '../actions'

type Props = { ctx: StaffCtx; dispute: DisputeDetail; locale: FormatLocale }

/** Addresses under which the operator reads the evidence, each of which can be closed. */
export async function CaseLinks({ ctx, dispute, locale }: Props) {
  const t = await getTranslations('disputes')
  const mayWrite = ctx.permissions.has('dispute:write')
  const now = ctx.clock.now()
  const stateOf = ({ revokedAt, expiresAt }: DisputeLink) =>
    revokedAt !== null ? 'linkClosed' : expiresAt <= now ? 'linkExpired' : 'linkOpen'
  const columns: Column<DisputeLink>[] = [
    {
      key: 'created',
      header: t('created'),
      names: true,
      cell: (link) => formatInstant(link.createdAt, BILLING_ZONE, 'shortTime', locale),
    },
    {
      key: 'expires',
      header: t('expires'),
      priority: 2,
      cell: (link) => formatInstant(link.expiresAt, BILLING_ZONE, 'short', locale),
    },
    {
      key: 'state',
      header: t('linkState'),
      cell: (link) => (
        <StateMark state={stateOf(link) === 'linkOpen' ? 'ours' : 'neutral'}>{t(stateOf(link))}</StateMark>
      ),
    },
    {
      key: 'close',
      header: '',
      cell: (link) =>
        mayWrite && stateOf(link) === 'linkOpen' ? (
          <ActionButton action={revokeDisputeLinkAction} values={{ linkId: link.id }} size="row">
            {t('close')}
          </ActionButton>
        ) : null,
    },
  ]
  return (
    <Section title={t('links')} className="mt-6">
      <p className="pb-2">{t('linksText')}</p>
      {dispute.links.length > 0 ? (
        <DataTable label={t('links')} columns={columns} rows={dispute.links} rowKey={(link) => link.id} fit="flush" />
      ) : (
        <p className="dim pb-2">{t('noLinks')}</p>
      )}
      {mayWrite ? (
        <ShareForm
          action={shareDisputeAction}
          values={{ disputeId: dispute.id }}
          texts={{
            share: t('share'),
            sharing: t('sharing'),
            failed: t('failed'),
            sharedTitle: t('sharedTitle'),
            copy: t('copy'),
            copied: t('copied'),
          }}
        />
      ) : null}
    </Section>
  )
}
