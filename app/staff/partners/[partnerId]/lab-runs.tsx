import { getTranslations } from 'next-intl/server'
import type { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { ConformanceRun } from '@/lib/partners/conformance/queries'
import type { Partner } from '@/lib/partners/queries'

type Props = {
  partner: Partner
  runs: readonly ConformanceRun[]
  current: string
  locale: Awaited<ReturnType<typeof formatLocale>>
}

/** Every run of the partner, so that what was mended is seen beside what was found. */
export async function LabRuns({ partner, runs, current, locale }: Props) {
  const t = await getTranslations('lab')
  const columns: Column<ConformanceRun>[] = [
    {
      key: 'when',
      header: t('when'),
      names: true,
      cell: (run) => formatInstant(run.requestedAt, BILLING_ZONE, 'shortTime', locale),
    },
    { key: 'version', header: 'OCPI', cell: (run) => run.version },
    {
      key: 'errors',
      header: t('severity.error'),
      align: 'right',
      cell: (run) => (run.state === 'done' ? run.errors : '–'),
    },
    {
      key: 'warnings',
      header: t('severity.warning'),
      align: 'right',
      cell: (run) =>
        run.state === 'done' ? (
          run.warnings
        ) : (
          <StateMark state={run.state === 'failed' ? 'fail' : 'open'}>{t(`runState.${run.state}`)}</StateMark>
        ),
    },
  ]
  return (
    <Section title={t('runs')} className="mt-6">
      <p className="pb-2">{t('byClock')}</p>
      <DataTable
        label={t('runs')}
        columns={columns}
        rows={runs}
        rowKey={(run) => run.id}
        rowHref={(run) => `/staff/partners/${partner.id}?tab=lab&run=${run.id}`}
        selectedKey={current}
        fit="flush"
      />
    </Section>
  )
}
