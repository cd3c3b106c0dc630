import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { dateParam, filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { Button, ButtonLink } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { DataTable } from '@/components/ui/data-table'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { DateField } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import { decimal } from '@/lib/kernel/decimal'
import { formatMoney } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import { calendarDate } from '@/lib/kernel/time'
import { listPartners } from '@/lib/partners/queries'
import { cdrWork, listCdrs, sumCdrs, type CdrWork } from '@/lib/rating/cdrs/queries/list-cdrs'
import type { CdrFilter } from '@/lib/rating/cdrs/queries/cdr-filter'
import { FINDING_CODES, FINDINGS } from '@/lib/rating/core/finding'
import { findingTitle } from '@/lib/rating/core/finding-sentences'
import { ExportMenu } from '../export/export-menu'
import { BulkPanel } from './bulk-panel'
import { cdrColumns } from './cdr-columns'
import { CdrPanel } from './cdr-panel'

const PATH = '/staff/cdrs'
const SHOWS = ['held', 'disputed', 'accepted', 'all'] as const
const REASONS = FINDING_CODES.filter((code) => FINDINGS[code].severity === 'hold')
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('held'),
  q: parseAsString,
  partner: parseAsString,
  reason: parseAsStringLiteral(REASONS),
  from: parseAsString,
  to: parseAsString,
  after: parseAsString,
  cdr: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('cdrs'))('title') }
}

export default async function CdrsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('cdr:read')
  const params = await searchParams
  const [t, locale, state] = await Promise.all([getTranslations('cdrs'), formatLocale(), load(searchParams)])
  const partners = await listPartners(ctx)
  const partner = partners.find((entry) => entry.id === state.partner)
  const from = dateParam(state.from)
  const to = dateParam(state.to)
  const { show } = state
  const filter = {
    show: show === 'held' ? undefined : show,
    q: state.q,
    partner: partner?.id,
    reason: state.reason,
    from,
    to,
  }
  const query: CdrFilter = {
    status: show === 'all' ? undefined : [show],
    search: state.q ?? undefined,
    partnerId: partner?.id,
    reason: state.reason ?? undefined,
    from: from ? calendarDate(from) : undefined,
    to: to ? calendarDate(to) : undefined,
  }
  const undecided = show === 'held' || show === 'disputed'
  const [{ rows, next }, totals, work] = await Promise.all([
    listCdrs(ctx, query, { order: undecided ? 'due' : 'started', after: state.after ?? undefined }),
    sumCdrs(ctx, query),
    cdrWork(ctx),
  ])
  const asked = decimal(totals.compared.cpoExcl).plus(totals.uncompared.cpoExcl)
  const here = { ...filter, after: state.after }
  const cdrHref = (id: string) => listHref(PATH, here, { cdr: id })
  const cdrId = state.cdr && isId('cdr', state.cdr) ? state.cdr : null
  const index = rows.findIndex((row) => row.cdrId === cdrId)
  const step = (row: (typeof rows)[number] | undefined, text: string) =>
    row ? { href: cdrHref(row.cdrId), text } : null
  // The ticked boxes of the form come one by one, so that they work without script.
  const ticked = new Set([params['pick'] ?? []].flat())
  const picked = rows.filter((row) => ticked.has(row.cdrId))
  const chips = filterChips(
    PATH,
    filter,
    {
      partner: partner ? { label: t('partner'), value: partner.name } : null,
      reason: state.reason ? { label: t('why'), value: findingTitle(state.reason, locale) } : null,
      from: from ? { label: t('from'), value: from } : null,
      to: to ? { label: t('to'), value: to } : null,
    },
    (name) => t('removeFilter', { name }),
  )
  const keep = { show: filter.show, partner: filter.partner, reason: filter.reason ?? undefined, from, to }
  const panel =
    picked.length > 0 ? (
      <BulkPanel ctx={ctx} rows={picked} closeHref={listHref(PATH, here)} />
    ) : cdrId ? (
      <CdrPanel
        ctx={ctx}
        cdrId={cdrId}
        steps={{
          previous: step(rows[index - 1], t('previous')),
          next: step(rows[index + 1], t('next')),
          close: { href: listHref(PATH, here), text: t('close') },
        }}
      />
    ) : null
  const filtered = chips.length > 0 || Boolean(state.q)
  return (
    <div className={panel ? 'staff-main with-panel' : undefined}>
      <div>
        <StaffHead title={t('inbox')} segments={<Segments show={show} filter={filter} work={work} />} />
        <p className="staff-line">
          <span>
            {t.rich(undecided ? 'summary' : 'summaryAll', {
              count: totals.count,
              amount: formatMoney(roundToMinor(asked, 'SEK'), 'SEK', locale),
              b: (chunks) => <b>{chunks}</b>,
            })}
          </span>
          {totals.overdue > 0 ? (
            <Link href={PATH}>
              <StateMark state="fail">{t('overdue', { count: totals.overdue })}</StateMark>
            </Link>
          ) : null}
        </p>
        <ListBar
          action={PATH}
          search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: state.q ?? undefined }}
          keep={keep}
          chips={chips}
          addFilter={
            <FilterMenu
              text={t('addFilter')}
              action={PATH}
              keep={{ show: filter.show, q: state.q ?? undefined }}
              applyText={t('apply')}
            >
              <Select
                size="row"
                name="partner"
                label={t('partner')}
                placeholder="–"
                defaultValue={partner?.id}
                options={partners.map((entry) => ({ value: entry.id, label: entry.name }))}
              />
              <Select
                size="row"
                name="reason"
                label={t('why')}
                placeholder="–"
                defaultValue={state.reason ?? undefined}
                options={REASONS.map((code) => ({ value: code, label: findingTitle(code, locale) }))}
              />
              <DateField size="row" name="from" label={t('from')} defaultValue={from} />
              <DateField size="row" name="to" label={t('to')} defaultValue={to} />
            </FilterMenu>
          }
        >
          {undecided && rows.length > 0 && ctx.permissions.has('cdr:review') ? (
            <form id="picked" action={PATH}>
              {Object.entries({ ...keep, q: state.q ?? undefined, after: state.after ?? undefined }).map(
                ([name, value]) => (value ? <input key={name} type="hidden" name={name} value={value} /> : null),
              )}
              <Button type="submit" size="row">
                {t('decideChosen')}
              </Button>
            </form>
          ) : null}
          <ExportMenu list="cdrs" state={filter} />
        </ListBar>
        <DataTable
          label={t('title')}
          columns={cdrColumns({ t, locale, now: ctx.clock.now(), totals, undecided })}
          rows={rows}
          rowKey={(row) => row.cdrId}
          rowHref={(row) => cdrHref(row.cdrId)}
          selectedKey={cdrId}
          pick={
            undecided && ctx.permissions.has('cdr:review')
              ? {
                  name: 'pick',
                  form: 'picked',
                  label: (row) => t('choose', { id: row.ocpiId }),
                  checked: (row) => ticked.has(row.cdrId),
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
          previous={state.after ? { href: listHref(PATH, filter), text: t('first') } : null}
          next={next ? { href: listHref(PATH, filter, { after: next }), text: t('more') } : null}
        />
      </div>
      {panel}
    </div>
  )
}

async function Segments({
  show,
  filter,
  work,
}: {
  show: (typeof SHOWS)[number]
  filter: Record<string, string | null | undefined>
  work: CdrWork
}) {
  const t = await getTranslations('cdrs')
  const counts = { held: work.held, disputed: work.disputed, accepted: undefined, all: undefined }
  return (
    <Tabs
      kind="segments"
      label={t('segments')}
      tabs={SHOWS.map((entry) => ({
        href: listHref(PATH, filter, { show: entry === 'held' ? null : entry, reason: null }),
        text: t(`show.${entry}`),
        count: counts[entry],
        current: entry === show,
      }))}
    />
  )
}
