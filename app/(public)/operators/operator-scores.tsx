import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { formatDuration } from '@/lib/kernel/format/datetime'
import { formatPercent } from '@/lib/kernel/format/money'
import { SECOND_MS } from '@/lib/kernel/time'
import { listPublicScores, type PublicScore } from '@/lib/rating/scorecards/queries'

/** How operators keep to what they promise, in words for everybody; nothing while nobody has enough charges. */
export async function OperatorScores() {
  const [t, locale, scores] = await Promise.all([getTranslations('operatorScores'), formatLocale(), listPublicScores()])
  if (scores.length === 0) return null
  const share = (value: number | null) => (value === null ? t('few') : formatPercent((value * 100).toFixed(1), locale))
  const columns: Column<PublicScore>[] = [
    { key: 'operator', header: t('operator'), cell: (row) => row.name },
    { key: 'started', header: t('started'), align: 'right', cell: (row) => share(row.started) },
    { key: 'exact', header: t('exact'), align: 'right', cell: (row) => share(row.exact) },
    {
      key: 'account',
      header: t('account'),
      align: 'right',
      cell: (row) =>
        row.accountP50Ms === null
          ? t('few')
          : t('within', { time: formatDuration(Math.ceil(row.accountP50Ms / SECOND_MS)) }),
    },
  ]
  return (
    <Section title={t('title')}>
      <p className="pb-3">{t('note')}</p>
      <DataTable label={t('title')} columns={columns} rows={scores} rowKey={(row) => row.name} fit="flush" />
    </Section>
  )
}
