import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { Pager } from '@/components/ui/pager'
import { ListBar } from '@/components/ui/list-bar'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { listExchanges } from '@/lib/partners/exchanges/queries'
import { listPartners } from '@/lib/partners/queries'
import { ExportMenu } from '../export/export-menu'
import { MessageFilters } from './message-filters'
import { keptState, loadMessages, MESSAGES_PATH as PATH, toFilter } from './message-state'
import { MessageTable } from './message-table'

export async function generateMetadata() {
  return { title: (await getTranslations('inspector'))('title') }
}

export default async function MessagesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('partner:read')
  const [t, state, partners] = await Promise.all([
    getTranslations('inspector'),
    loadMessages(searchParams),
    listPartners(ctx),
  ])
  const { rows, next } = await listExchanges(ctx, toFilter(state), { before: state.before ?? undefined })
  const kept = keptState(state)
  const { partner, module: moduleName, direction, method, outcome, ocpi, object, q, from, to } = state
  const partnerName = partners.find((entry) => entry.id === partner)?.name
  const chip = (label: string, value: string | number | null | undefined) =>
    value === null || value === undefined ? null : { label, value: String(value) }
  const chips = filterChips(
    PATH,
    kept,
    {
      partner: chip(t('partner'), partnerName),
      module: chip(t('module'), moduleName),
      object: chip(t('object'), object),
      method: chip(t('method'), method),
      outcome: outcome === null || outcome === 'failed' ? null : chip(t('outcome'), t(`outcomes.${outcome}`)),
      ocpi: chip('OCPI', ocpi),
      from: chip(t('from'), from?.replace('T', ' ')),
      to: chip(t('to'), to?.replace('T', ' ')),
    },
    (name) => t('removeFilter', { name }),
  )
  const filtered = Object.values(kept).some((value) => value !== null)
  const views = [
    { key: 'all', change: { direction: null, outcome: null }, current: !direction && !outcome },
    { key: 'in', change: { direction: 'in', outcome: null }, current: direction === 'in' && !outcome },
    { key: 'out', change: { direction: 'out', outcome: null }, current: direction === 'out' && !outcome },
    { key: 'failed', change: { direction: null, outcome: 'failed' }, current: outcome === 'failed' },
  ]
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('views')}
            tabs={views.map((view) => ({
              href: listHref(PATH, kept, view.change),
              text: t(`view.${view.key}`),
              current: view.current,
            }))}
          />
        }
      />
      <p className="staff-line">{t('summary')}</p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: q ?? undefined }}
        keep={texts({ ...kept, q: null })}
        chips={chips}
        addFilter={<MessageFilters state={state} partners={partners} />}
      >
        <ExportMenu list="messages" state={kept} />
      </ListBar>
      <MessageTable
        rows={rows}
        href={(row) => listHref(`${PATH}/${row.id}`, kept)}
        withPartner
        empty={
          <EmptyState
            title={t(filtered ? 'noHits' : 'none')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={PATH}>
                  {t('clear')}
                </ButtonLink>
              ) : undefined
            }
          >
            {t(filtered ? 'noHitsText' : 'noneText')}
          </EmptyState>
        }
      />
      <Pager
        label={t('title')}
        previous={state.before ? { href: listHref(PATH, kept), text: t('newest') } : null}
        next={next === null ? null : { href: listHref(PATH, kept, { before: next }), text: t('older') }}
      />
    </>
  )
}

/** A form's hidden fields are texts. */
function texts(state: Readonly<Record<string, unknown>>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      value === null || value === undefined ? undefined : String(value),
    ]),
  )
}
