import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { ActionButton } from '@/components/forms/action-button'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { DataTable, type Column } from '@/components/ui/data-table'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatAmount } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listPartners } from '@/lib/partners/queries'
import { countReconciliations, listReconciliations, type ReconciliationRow } from '@/lib/rating/reconciliation/queries'
import { ExportMenu } from '../export/export-menu'
import { pullRecordsAction, startReconciliationAction } from './actions'
import { ReconciliationMark, type Words } from './outcome-mark'
import { StartForm } from './start-form'

const PATH = '/staff/reconciliation'
const SHOWS = ['deviating', 'open', 'closed', 'all'] as const
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('deviating'),
  q: parseAsString,
  partner: parseAsString,
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('reconciliation'))('title') }
}

/** Operators' invoices against the CDRs that we have. */
export default async function ReconciliationPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('reconciliation:read')
  const [t, locale, state, partners, counts] = await Promise.all([
    getTranslations('reconciliation'),
    formatLocale(),
    load(searchParams),
    listPartners(ctx),
    countReconciliations(ctx),
  ])
  const partner = partners.find((entry) => entry.id === state.partner)
  const { show } = state
  const filter = { show: show === 'deviating' ? undefined : show, q: state.q ?? undefined, partner: partner?.id }
  const { rows, next } = await listReconciliations(ctx, {
    show,
    search: filter.q,
    partnerId: partner?.id,
    after: state.after ?? undefined,
  })
  const chips = filterChips(
    PATH,
    filter,
    { partner: partner ? { label: t('partner'), value: partner.name } : null },
    (name) => t('removeFilter', { name }),
  )
  const filtered = chips.length > 0 || Boolean(filter.q)
  const options = partners.map((entry) => ({ value: entry.id, label: entry.name }))
  const mayWrite = ctx.permissions.has('reconciliation:write')
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('title')}
            tabs={SHOWS.map((entry) => ({
              href: listHref(PATH, filter, { show: entry === 'deviating' ? null : entry }),
              text: t(`show.${entry}`),
              count: entry === 'all' || entry === 'closed' ? undefined : counts[entry],
              current: entry === show,
            }))}
          />
        }
        end={<ExportMenu list="reconciliations" state={{ ...filter, show }} />}
      />
      <p className="staff-line">{t('summary')}</p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: filter.q }}
        keep={{ show: filter.show, partner: filter.partner }}
        chips={chips}
        addFilter={
          <FilterMenu text={t('filter')} action={PATH} keep={{ show: filter.show, q: filter.q }} applyText={t('apply')}>
            <Select
              size="row"
              name="partner"
              label={t('partner')}
              placeholder="–"
              defaultValue={partner?.id}
              options={options}
            />
          </FilterMenu>
        }
      />
      <DataTable
        label={t('title')}
        columns={columnsOf(t, locale)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${PATH}/${row.id}`}
        note={t('exclVat')}
        empty={
          <EmptyState
            title={filtered ? t('noHits') : t(`empty.${show}`)}
            actions={
              filtered ? (
                <ButtonLink size="row" href={listHref(PATH, { show: filter.show })}>
                  {t('clear')}
                </ButtonLink>
              ) : undefined
            }
          >
            {filtered ? t('noHitsText') : t('emptyText')}
          </EmptyState>
        }
      />
      <Pager
        label={t('title')}
        previous={state.after ? { href: listHref(PATH, filter), text: t('newest') } : null}
        next={next ? { href: listHref(PATH, filter, { after: next }), text: t('older') } : null}
      />
      {mayWrite ? (
        <div className="staff-pad">
          <Section title={t('start.title')} className="mt-6">
            <StartForm
              action={startReconciliationAction}
              partners={options}
              ways={(['reference', 'list', 'self_billing'] as const).map((value) => ({
                value,
                label: t(`start.by.${value}`),
                hint: t(`start.byHint.${value}`),
              }))}
              texts={{
                partner: t('partner'),
                number: t('number'),
                by: t('start.how'),
                list: t('start.list'),
                listHint: t('start.listHint'),
                stated: t('stated'),
                submit: t('start.submit'),
                submitting: t('start.submitting'),
                failed: t('failed'),
              }}
            />
          </Section>
          <Section title={t('pull.title')} className="mt-6">
            <p className="note">{t('pull.text')}</p>
            <ActionButton action={pullRecordsAction} size="row" pendingText={t('pull.pending')}>
              {t('pull.submit')}
            </ActionButton>
          </Section>
        </div>
      ) : null}
    </>
  )
}

function columnsOf(t: Words, locale: FormatLocale): Column<ReconciliationRow>[] {
  const amount = (minor: bigint) => formatAmount(minor, 'SEK', locale)
  const count = (value: number) => (value === 0 ? '–' : value)
  return [
    { key: 'number', header: t('number'), cell: (row) => row.invoiceNumber },
    { key: 'partner', header: t('partner'), cell: (row) => row.partnerName },
    { key: 'state', header: t('state'), cell: (row) => <ReconciliationMark row={row} t={t} /> },
    { key: 'matched', header: t('outcomes.matched'), align: 'right', priority: 2, cell: (row) => row.counts.matched },
    {
      key: 'missing',
      header: t('outcomes.missing'),
      explain: t('explain.missing'),
      align: 'right',
      priority: 3,
      cell: (row) => count(row.counts.missing),
    },
    {
      key: 'different',
      header: t('outcomes.different'),
      explain: t('explain.different'),
      align: 'right',
      priority: 3,
      cell: (row) => count(row.counts.different),
    },
    {
      key: 'twice',
      header: t('outcomes.twice'),
      explain: t('explain.twice'),
      align: 'right',
      priority: 3,
      cell: (row) => count(row.counts.twice),
    },
    {
      key: 'asked',
      header: t('askedKr'),
      align: 'right',
      priority: 2,
      cell: (row) => amount(row.statedMinor ?? row.theirsMinor),
    },
    { key: 'ours', header: t('oursKr'), align: 'right', priority: 2, cell: (row) => amount(row.oursMinor) },
    {
      key: 'difference',
      header: t('differenceKr'),
      align: 'right',
      tone: 'strong',
      cell: (row) => formatAmount(row.differenceMinor, 'SEK', locale, 'always'),
    },
    {
      key: 'created',
      header: t('received'),
      priority: 3,
      tone: 'dim',
      align: 'right',
      cell: (row) => formatInstant(row.createdAt, BILLING_ZONE, 'shortTime', locale),
    },
  ]
}
