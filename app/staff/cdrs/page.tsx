import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import type { SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { decimal } from '@/lib/kernel/decimal'
import { formatMoney } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import { listPartners } from '@/lib/partners/queries'
import { cdrWork, listCdrs, sumCdrs, type CdrTotals, type CdrWork } from '@/lib/rating/cdrs/queries/list-cdrs'
import { isFindingCode } from '@/lib/rating/core/finding'
import { findingTitle } from '@/lib/rating/core/finding-sentences'
import { ExportMenu } from '../export/export-menu'
import { BulkPanel } from './bulk-panel'
import { cdrColumns } from './cdr-columns'
import { CdrFilters } from './cdr-filters'
import { CdrPanel } from './cdr-panel'
import { isUndecided, readCdrState, SHOWS, toCdrQuery, type CdrState, type Show } from './cdr-state'
import { DecideChosen } from './decide-chosen'

const PATH = '/staff/cdrs'

export async function generateMetadata() {
  return { title: (await getTranslations('cdrs'))('title') }
}

export default async function CdrsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('cdr:read')
  const params = await searchParams
  const read = (name: string) => [params[name] ?? []].flat()[0]
  const [t, ti, locale, partners] = await Promise.all([
    getTranslations('cdrs'),
    getTranslations('inbox'),
    formatLocale(),
    listPartners(ctx),
  ])
  const state = readCdrState(read)
  const { filter, order, show } = toCdrQuery(state, ctx.clock.now())
  const after = read('after')
  const undecided = isUndecided(show)
  const [{ rows, next }, totals, work] = await Promise.all([
    listCdrs(ctx, filter, { order, after }),
    sumCdrs(ctx, filter),
    cdrWork(ctx),
  ])
  const here = { ...state, after }
  const cdrHref = (id: string) => listHref(PATH, here, { cdr: id })
  const cdr = read('cdr')
  const cdrId = cdr && isId('cdr', cdr) ? cdr : null
  const index = rows.findIndex((row) => row.cdrId === cdrId)
  const step = (row: (typeof rows)[number] | undefined, text: string) =>
    row ? { href: cdrHref(row.cdrId), text } : null
  // The ticked boxes of the form come one by one, so that they work without script.
  const ticked = new Set([params['pick'] ?? []].flat())
  const picked = rows.filter((row) => ticked.has(row.cdrId))
  const everything = read('every') === 'yes' && totals.count > 0
  const mayDecide = ctx.permissions.has('cdr:review') && show !== 'all' && rows.length > 0
  const { from, to, least, due } = state
  const partner = partners.find(({ id }) => id === state.partner)
  const chips = filterChips(
    PATH,
    state,
    {
      partner: partner ? { label: t('partner'), value: partner.name } : null,
      reason:
        state.reason && isFindingCode(state.reason)
          ? { label: t('why'), value: findingTitle(state.reason, locale) }
          : null,
      least: least ? { label: t('differenceKr'), value: ti('atLeast', { amount: least }) } : null,
      due: due ? { label: t('due'), value: ti(due === 'overdue' ? 'dueOverdue' : 'dueToday') } : null,
      from: from ? { label: t('from'), value: from } : null,
      to: to ? { label: t('to'), value: to } : null,
    },
    (name) => t('removeFilter', { name }),
  )
  const closeHref = listHref(PATH, here)
  const panel =
    mayDecide && (everything || picked.length > 0) ? (
      <BulkPanel
        ctx={ctx}
        show={show}
        chosen={everything ? { state, count: totals.count } : { rows: picked }}
        closeHref={closeHref}
      />
    ) : cdrId ? (
      <CdrPanel
        ctx={ctx}
        cdrId={cdrId}
        steps={{
          previous: step(rows[index - 1], t('previous')),
          next: step(rows[index + 1], t('next')),
          close: { href: closeHref, text: t('close') },
        }}
      />
    ) : null
  const filtered = chips.length > 0 || Boolean(state.q)
  const sorted = (sort: 'amount' | undefined) => listHref(PATH, state, { sort: sort ?? null })
  return (
    <div className={panel ? 'staff-main with-panel' : undefined}>
      <div>
        <StaffHead title={t('inbox')} segments={<Segments show={show} state={state} work={work} />} />
        <Summary state={state} totals={totals} undecided={undecided} />
        <ListBar
          action={PATH}
          search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: state.q }}
          keep={{ ...state, q: undefined }}
          chips={chips}
          addFilter={<CdrFilters path={PATH} state={state} partners={partners} undecided={undecided} />}
        >
          {mayDecide ? (
            <DecideChosen
              path={PATH}
              keep={{ ...state, after }}
              everyHref={listHref(PATH, state, { every: 'yes' })}
              count={totals.count}
            />
          ) : null}
          <ButtonLink size="row" href="/staff/cdrs/rules">
            {t('rules')}
          </ButtonLink>
          <ExportMenu list="cdrs" state={state} />
        </ListBar>
        <DataTable
          label={t('title')}
          columns={cdrColumns({
            t,
            locale,
            now: ctx.clock.now(),
            totals,
            undecided,
            order,
            sortHrefs: { due: sorted(undefined), stake: sorted('amount') },
          })}
          rows={rows}
          rowKey={(row) => row.cdrId}
          rowHref={(row) => cdrHref(row.cdrId)}
          selectedKey={cdrId}
          pick={
            mayDecide
              ? {
                  name: 'pick',
                  form: 'picked',
                  label: (row) => t('choose', { id: row.ocpiId }),
                  checked: (row) => everything || ticked.has(row.cdrId),
                }
              : undefined
          }
          totalsLabel={t('totals', { count: totals.count })}
          note={
            totals.uncompared.count > 0
              ? t('uncompared', {
                  count: totals.uncompared.count,
                  amount: formatMoney(roundToMinor(totals.uncompared.cpoExcl, 'SEK'), 'SEK', locale),
                })
              : t('exclVat')
          }
          empty={
            <EmptyState
              title={filtered ? t('noHits') : show === 'noted' ? ti('emptyNoted') : t(`empty.${show}`)}
              actions={
                filtered ? (
                  <ButtonLink size="row" href={listHref(PATH, { show: state.show })}>
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
          previous={after ? { href: listHref(PATH, state), text: t('first') } : null}
          next={next ? { href: listHref(PATH, state, { after: next }), text: t('more') } : null}
        />
      </div>
      {panel}
    </div>
  )
}

/** What the filter contains in one sentence, and what must be decided first. */
async function Summary({ state, totals, undecided }: { state: CdrState; totals: CdrTotals; undecided: boolean }) {
  const [t, ti, locale] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox'), formatLocale()])
  const kronor = (amount: string) => formatMoney(roundToMinor(amount, 'SEK'), 'SEK', locale)
  const { compared, uncompared, overdue, dueToday } = totals
  const asked = decimal(compared.cpoExcl).plus(uncompared.cpoExcl).toFixed(2)
  const b = (chunks: React.ReactNode) => <b>{chunks}</b>
  return (
    <p className="staff-line">
      <span>
        {t.rich(undecided ? 'summary' : 'summaryAll', { count: totals.count, amount: kronor(asked), b })}
        {decimal(compared.differenceExcl).greaterThan(0) ? (
          <> {ti.rich('asksMore', { amount: kronor(compared.differenceExcl), b })}</>
        ) : null}
      </span>
      {overdue > 0 ? (
        <Link href={listHref(PATH, state, { show: null, due: 'overdue' })}>
          <StateMark state="fail">{t('overdue', { count: overdue })}</StateMark>
        </Link>
      ) : null}
      {undecided && dueToday > 0 ? (
        <Link className="link" href={listHref(PATH, state, { show: null, due: 'today' })}>
          {ti('today', { count: dueToday })}
        </Link>
      ) : null}
    </p>
  )
}

async function Segments({ show, state, work }: { show: Show; state: CdrState; work: CdrWork }) {
  const [t, ti] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox')])
  const counts: Partial<Record<Show, number>> = { held: work.held, disputed: work.disputed }
  return (
    <Tabs
      kind="segments"
      label={t('segments')}
      tabs={SHOWS.map((entry) => ({
        href: listHref(PATH, state, { show: entry === 'held' ? null : entry, reason: null, due: null, sort: null }),
        text: entry === 'noted' ? ti('noted') : t(`show.${entry}`),
        count: counts[entry],
        current: entry === show,
      }))}
    />
  )
}
