import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCount, formatMoney } from '@/lib/kernel/format/money'
import type { PartnerId } from '@/lib/kernel/ids'
import { findScorecard, SCORE_DAYS, type Scorecard as Card } from '@/lib/rating/scorecards/queries'
import { basisOf, SCORES, scoreText, type Score } from '../../scorecards/score-words'

/** A partner's figures of a month and of a quarter side by side, each with what it means. */
export async function Scorecard({ ctx, partnerId }: { ctx: StaffCtx; partnerId: PartnerId }) {
  const [t, locale, ...cards] = await Promise.all([
    getTranslations('lookahead'),
    formatLocale(),
    ...SCORE_DAYS.map((days) => findScorecard(ctx, partnerId, days)),
  ])
  const columns: Column<Score>[] = [
    { key: 'name', header: t('score.what'), cell: (score) => t(`score.names.${score}`) },
    ...SCORE_DAYS.flatMap((days, index): Column<Score>[] => {
      const card: Card | null = cards[index] ?? null
      return [
        {
          key: `of${days}`,
          header: t('score.days', { days }),
          align: 'right',
          tone: 'strong',
          cell: (score) => (card ? scoreText(score, card, locale) : '–'),
        },
        {
          key: `basis${days}`,
          header: t('score.basis'),
          align: 'right',
          tone: 'dim',
          priority: 2,
          cell: (score) => (card ? formatCount(basisOf(score, card), locale) : '–'),
        },
      ]
    }),
    {
      key: 'means',
      header: t('score.meaning'),
      wrap: true,
      tone: 'dim',
      priority: 3,
      cell: (score) => t(`score.means.${score}`),
    },
  ]
  const quarter = cards.at(-1)
  return (
    <div className="staff-pad">
      <Section title={t('score.title')}>
        <DataTable fit="flush" label={t('score.title')} columns={columns} rows={SCORES} rowKey={(score) => score} />
        {quarter && quarter.overchargedMinor > 0n ? (
          <p className="note">{t('score.tooMuch', { amount: formatMoney(quarter.overchargedMinor, 'SEK', locale) })}</p>
        ) : null}
      </Section>
    </div>
  )
}
