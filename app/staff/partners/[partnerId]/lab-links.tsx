import { getTranslations } from 'next-intl/server'
import type { formatLocale } from '@/app/locale'
import { ActionButton } from '@/components/forms/action-button'
import { ShareForm } from '@/components/forms/share-form'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import { listReportLinks, type ConformanceRun, type ReportLink } from '@/lib/partners/conformance/queries'
import type { Partner } from '@/lib/partners/queries'
import { revokeLinkAction, shareReportAction } from './lab-actions'

type Props = { ctx: StaffCtx; partner: Partner; run: ConformanceRun; locale: Awaited<ReturnType<typeof formatLocale>> }

/** The report for others: as a file, and by links that can be closed. */
export async function LabLinks({ ctx, partner, run, locale }: Props) {
  const [t, links] = await Promise.all([getTranslations('lab'), listReportLinks(ctx, run.id)])
  const mayWrite = ctx.permissions.has('partner:write')
  const now = ctx.clock.now()
  const at = (moment: Instant) => formatInstant(moment, BILLING_ZONE, 'shortTime', locale)
  const stateOf = (link: ReportLink) =>
    link.revokedAt !== null ? 'closed' : link.expiresAt <= now ? 'expired' : 'open'
  const columns: Column<ReportLink>[] = [
    { key: 'created', header: t('created'), names: true, cell: (link) => at(link.createdAt) },
    { key: 'expires', header: t('expires'), priority: 2, cell: (link) => at(link.expiresAt) },
    {
      key: 'state',
      header: t('state'),
      cell: (link) => <StateMark state={stateOf(link) === 'open' ? 'ours' : 'neutral'}>{t(stateOf(link))}</StateMark>,
    },
    {
      key: 'close',
      header: '',
      cell: (link) =>
        mayWrite && stateOf(link) === 'open' ? (
          <ActionButton action={revokeLinkAction} values={{ linkId: link.id }} size="row">
            {t('close')}
          </ActionButton>
        ) : null,
    },
  ]
  return (
    <Section
      title={t('links')}
      className="mt-6"
      link={{ href: `/staff/partners/${partner.id}/lab/${run.id}/report.json`, text: t('json') }}
    >
      <p className="pb-2">{t('linksText')}</p>
      {links.length > 0 ? (
        <DataTable label={t('links')} columns={columns} rows={links} rowKey={(link) => link.id} fit="flush" />
      ) : (
        <p className="dim pb-2">{t('noLinks')}</p>
      )}
      {mayWrite ? (
        <ShareForm
          action={shareReportAction}
          values={{ runId: run.id }}
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
