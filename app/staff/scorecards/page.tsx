import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatCount } from '@/lib/kernel/format/money'
import { listScorecards, SCORE_DAYS, type Scorecard } from '@/lib/rating/scorecards/queries'
import { SCORES, scoreText } from './score-words'

const PATH = '/staff/scorecards'
const load = createLoader({ days: parseAsStringLiteral(['30', '90']).withDefault('30') })

export async function generateMetadata() {
  return { title: (await getTranslations('lookahead'))('score.title') }
}

/** Operators side by side: who starts, who accounts in time, whose price is right. */
export default async function ScorecardsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('partner:read')
  const [t, locale, { days: wanted }] = await Promise.all([
    getTranslations('lookahead'),
    formatLocale(),
    load(searchParams),
  ])
  const days = SCORE_DAYS.find((entry) => String(entry) === wanted) ?? 30
  const cards = await listScorecards(ctx, days)
  const columns: Column<Scorecard>[] = [
    { key: 'partner', header: t('margin.by.partner'), cell: (row) => row.partnerName },
    { key: 'cdrs', header: 'CDR', align: 'right', tone: 'dim', cell: (row) => formatCount(row.cdrs, locale) },
    ...SCORES.map((score): Column<Scorecard> => ({
      key: score,
      header: t(`score.names.${score}`),
      explain: t(`score.means.${score}`),
      align: 'right',
      priority: score === 'completeness' || score === 'authorize' ? 3 : score === 'delay' ? 2 : undefined,
      cell: (row) => scoreText(score, row, locale),
    })),
  ]
  return (
    <>
      <StaffHead
        title={t('score.title')}
        segments={
          <Tabs
            kind="segments"
            label={t('score.period')}
            tabs={SCORE_DAYS.map((entry) => ({
              href: listHref(PATH, { days: entry === 30 ? null : entry }),
              text: t('score.days', { days: entry }),
              current: entry === days,
            }))}
          />
        }
      />
      <p className="staff-line">{t('score.summary')}</p>
      <DataTable
        label={t('score.title')}
        columns={columns}
        rows={cards}
        rowKey={(row) => row.partnerId}
        rowHref={(row) => `/staff/partners/${row.partnerId}?tab=score`}
        note={t('score.note')}
        empty={<EmptyState title={t('score.empty')}>{t('score.emptyText')}</EmptyState>}
      />
    </>
  )
}
