import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { StateMark, type State } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatCount, formatDecimal } from '@/lib/kernel/format/money'
import { listRuleCounts, RULE_DAYS } from '@/lib/rating/cdrs/queries/rule-counts'
import type { FindingSeverity } from '@/lib/rating/core/finding'
import { findingTitle } from '@/lib/rating/core/finding-sentences'
import { RULES, ruleSentence, TOLERANCE_TEXTS, type Rule } from '@/lib/rating/core/rule-catalogue'

const PATH = '/staff/cdrs/rules'
const TOPICS = ['all', 'identity', 'time', 'energy', 'price', 'vat', 'duplicate', 'credit'] as const
const MARK: Readonly<Record<FindingSeverity, State>> = { hold: 'held', warning: 'open', info: 'neutral' }
const load = createLoader({ topic: parseAsStringLiteral(TOPICS).withDefault('all'), q: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('rules'))('title') }
}

/** Every rule that CDRs are checked by, in words, and how often each fired in the last month. */
export default async function RulesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('cdr:read')
  const [t, tc, locale, state, counts] = await Promise.all([
    getTranslations('rules'),
    getTranslations('cdrs'),
    formatLocale(),
    load(searchParams),
    listRuleCounts(ctx),
  ])
  const search = state.q?.trim().toLowerCase() ?? ''
  const words = ({ code }: Rule) => `${code} ${findingTitle(code, locale)} ${ruleSentence(code, locale)}`.toLowerCase()
  const rows = RULES.filter(
    (rule) => (state.topic === 'all' || rule.topic === state.topic) && words(rule).includes(search),
  ).toSorted((a, b) => (counts.get(b.code)?.count ?? 0) - (counts.get(a.code)?.count ?? 0))
  const filter = { topic: state.topic === 'all' ? null : state.topic, q: state.q }
  const columns: Column<Rule>[] = [
    {
      key: 'rule',
      header: t('rule'),
      wrap: true,
      cell: (row) => (
        <div className="lg:min-w-88">
          <b>{findingTitle(row.code, locale)}</b>
          <span className="note">
            {' '}
            {ruleSentence(row.code, locale)} {row.code}
          </span>
        </div>
      ),
    },
    {
      key: 'severity',
      header: t('severity'),
      explain: t('severityExplained'),
      cell: (row) => <StateMark state={MARK[row.severity]}>{t(`severities.${row.severity}`)}</StateMark>,
    },
    {
      key: 'count',
      header: t('count', { days: RULE_DAYS }),
      align: 'right',
      sort: 'descending',
      cell: (row) => {
        const count = counts.get(row.code)?.count ?? 0
        if (count === 0) return <span className="dim">0</span>
        return (
          <Link href={listHref('/staff/cdrs', { show: 'all', reason: row.code })}>{formatCount(count, locale)}</Link>
        )
      },
    },
    {
      key: 'open',
      header: t('open'),
      align: 'right',
      priority: 2,
      cell: (row) => {
        const open = counts.get(row.code)?.open ?? 0
        if (open === 0) return <span className="dim">0</span>
        return <Link href={listHref('/staff/cdrs', { reason: row.code })}>{formatCount(open, locale)}</Link>
      },
    },
    {
      key: 'amount',
      header: t('amount'),
      explain: t('amountExplained'),
      align: 'right',
      priority: 2,
      cell: (row) => {
        const amount = counts.get(row.code)?.askedTooMuchExcl ?? '0'
        return amount === '0' ? <span className="dim">–</span> : formatDecimal(amount, 2, locale)
      },
    },
    {
      key: 'tolerance',
      header: t('tolerance'),
      priority: 3,
      wrap: true,
      tone: 'dim',
      cell: (row) => (row.tolerance ? TOLERANCE_TEXTS[row.tolerance][locale] : '–'),
    },
  ]
  return (
    <>
      <StaffHead
        crumb={{ label: tc('title'), steps: [{ href: '/staff/cdrs', text: tc('title') }] }}
        title={t('title')}
        note={t('summary', { count: RULES.length })}
        segments={
          <Tabs
            kind="segments"
            label={t('topics')}
            tabs={TOPICS.map((topic) => ({
              href: listHref(PATH, filter, { topic: topic === 'all' ? null : topic }),
              text: t(`topic.${topic}`),
              current: topic === state.topic,
            }))}
          />
        }
      />
      <ListBar
        action={PATH}
        search={{ placeholder: t('search'), label: t('search'), defaultValue: state.q ?? undefined }}
        keep={{ topic: filter.topic ?? undefined }}
      />
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.code}
        empty={<EmptyState title={t('noHits')}>{t('noHitsText')}</EmptyState>}
      />
    </>
  )
}
