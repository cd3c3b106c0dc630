import { getLocale, getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { dateParam, filterChips, listHref } from '@/app/list-href'
import { wholeNumber } from '@/app/whole-number'
import { StaffHead } from '@/components/layout/staff-head'
import { DateField } from '@/components/ui/text-field'
import { Select } from '@/components/ui/choice-fields'
import { DataTable, type Column } from '@/components/ui/data-table'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { ButtonLink } from '@/components/ui/button'
import { Disclosure, EmptyState } from '@/components/ui/states'
import { listAuditEvents, type AuditRow } from '@/lib/auth/queries'
import { requireStaff } from '@/lib/auth/session'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, calendarDate } from '@/lib/kernel/time'
import { ExportMenu } from '../export/export-menu'

const ACTORS = ['customer', 'staff', 'partner', 'system'] as const
const PATH = '/staff/audit'
const load = createLoader({
  q: parseAsString,
  actor: parseAsStringLiteral(ACTORS),
  from: parseAsString,
  to: parseAsString,
  before: wholeNumber(15),
})

export async function generateMetadata() {
  return { title: (await getTranslations('audit'))('title') }
}

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('audit:read')
  const [t, locale, state] = await Promise.all([getTranslations('audit'), getLocale(), load(searchParams)])
  const from = dateParam(state.from)
  const to = dateParam(state.to)
  const filter = { q: state.q ?? undefined, actor: state.actor ?? undefined, from, to }
  const { rows, next } = await listAuditEvents(ctx, {
    search: filter.q,
    actor: filter.actor,
    from: from ? calendarDate(from) : undefined,
    to: to ? calendarDate(to) : undefined,
    before: state.before ?? undefined,
  })
  const chips = filterChips(
    PATH,
    filter,
    {
      actor: state.actor ? { label: t('actorFilter'), value: t(`actors.${state.actor}`) } : null,
      from: from ? { label: t('from'), value: from } : null,
      to: to ? { label: t('to'), value: to } : null,
    },
    (name) => t('remove', { name }),
  )
  const filtered = chips.length > 0 || Boolean(filter.q)
  const columns: Column<AuditRow>[] = [
    {
      key: 'at',
      header: t('at'),
      cell: (row) => formatInstant(row.at, BILLING_ZONE, 'dateTime', locale as 'sv' | 'en'),
    },
    {
      key: 'actor',
      header: t('actor'),
      cell: (row) => (row.actor === 'system' ? `${t('actors.system')}, ${row.actorId}` : row.actorName),
    },
    { key: 'action', header: t('action'), cell: (row) => row.action },
    { key: 'entity', header: t('entity'), cell: (row) => row.entityId, tone: 'dim' },
    { key: 'reason', header: t('reason'), cell: (row) => row.reason ?? '', wrap: true },
    { key: 'change', header: t('change'), cell: (row) => <Change row={row} label={t('change')} /> },
  ]
  return (
    <>
      <StaffHead title={t('title')} />
      <p className="staff-line">{t('summary')}</p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: filter.q }}
        keep={{ actor: filter.actor, from: filter.from, to: filter.to }}
        chips={chips}
        addFilter={
          <FilterMenu text={t('filter')} action={PATH} keep={{ q: filter.q }} applyText={t('apply')}>
            <Select
              size="row"
              name="actor"
              label={t('actorFilter')}
              placeholder="–"
              defaultValue={filter.actor}
              options={ACTORS.map((actor) => ({ value: actor, label: t(`actors.${actor}`) }))}
            />
            <DateField size="row" name="from" label={t('from')} defaultValue={filter.from} />
            <DateField size="row" name="to" label={t('to')} defaultValue={filter.to} />
          </FilterMenu>
        }
      >
        <ExportMenu list="audit" state={filter} />
      </ListBar>
      <DataTable
        label={t('label')}
        columns={columns}
        rows={rows}
        rowKey={(row) => String(row.id)}
        empty={
          <EmptyState
            title={t('empty')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={PATH}>
                  {t('clear')}
                </ButtonLink>
              ) : undefined
            }
          >
            {filtered ? t('emptyFilter') : t('summary')}
          </EmptyState>
        }
      />
      <Pager
        label={t('label')}
        previous={state.before ? { href: listHref(PATH, filter), text: t('newest') } : null}
        next={next === null ? null : { href: listHref(PATH, filter, { before: next }), text: t('older') }}
      />
    </>
  )
}

function Change({ row, label }: { row: AuditRow; label: string }) {
  if (row.before === null && row.after === null) return null
  return (
    <Disclosure summary={label}>
      <pre className="code-block">
        {JSON.stringify({ before: row.before, after: row.after, requestId: row.requestId }, null, 2)}
      </pre>
    </Disclosure>
  )
}
