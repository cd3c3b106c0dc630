import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { requireStaff } from '@/lib/auth/session'
import type { StaffCtx } from '@/lib/auth/context'
import { listInvoices } from '@/lib/billing/queries/invoices'
import { suggestCustomers } from '@/lib/customers/queries'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { listCdrs } from '@/lib/rating/cdrs/queries/list-cdrs'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listQuotes } from '@/lib/rating/quotes/queries/list-quotes'
import { listPartners } from '@/lib/partners/queries'
import { listLocations } from '@/lib/roaming/locations/list-locations'
import { placeText } from '../cdrs/place-text'
import { listSessions } from '@/lib/roaming/sessions/list-sessions'
import { listTokens } from '@/lib/roaming/tokens/queries'

const PATH = '/staff/search'
const MOST = 8
const load = createLoader({ q: parseAsString })

type Hit = { key: string; href: string; text: string; detail: string }
type Kind = 'customers' | 'invoices' | 'cdrs' | 'quotes' | 'tokens' | 'sessions' | 'locations' | 'partners'
type Hits = Readonly<Record<Kind, readonly Hit[]>>

export async function generateMetadata() {
  return { title: (await getTranslations('staff.search'))('title') }
}

/** Looks in everything that the role may read; each kind answers with its first few. */
async function findHits(ctx: StaffCtx, search: string, locale: FormatLocale): Promise<Hits> {
  const [customers, invoices, cdrs, quotes, tokens, sessions, locations, partners] = await Promise.all([
    suggestCustomers(ctx, search),
    listInvoices(ctx, { search, limit: MOST }),
    listCdrs(ctx, { search }, { limit: MOST }),
    isId('quote', search) ? listQuotes(ctx, { search }, { limit: 1 }) : { rows: [] },
    listTokens(ctx, { search }, MOST),
    listSessions(ctx, { show: 'all', search }, { limit: MOST }),
    listLocations(ctx, { search }, { limit: MOST }),
    listPartners(ctx),
  ])
  const wanted = search.toLowerCase()
  const day = (at: Parameters<typeof formatInstant>[0]) => formatInstant(at, BILLING_ZONE, 'shortYear', locale)
  return {
    customers: customers.map((row) => ({
      key: row.id,
      href: `/staff/customers/${row.id}`,
      text: row.name,
      detail: String(row.number),
    })),
    invoices: invoices.rows.map((row) => ({
      key: row.id,
      href: `/staff/invoices/${row.id}`,
      text: row.number ?? '–',
      detail: `${row.customerName}, ${formatMoney(row.payableMinor, 'SEK', locale)}`,
    })),
    cdrs: cdrs.rows.map((row) => ({
      key: row.cdrId,
      href: `/staff/cdrs/${row.cdrId}`,
      text: row.ocpiId,
      detail: `${placeText(row)}, ${day(row.startedAt)}`,
    })),
    quotes: quotes.rows.map((row) => ({
      key: row.id,
      href: `/staff/quotes/${row.id}`,
      text: row.id,
      detail: `${row.customerName}, ${row.placeName}, ${day(row.shownAt)}`,
    })),
    tokens: tokens.rows
      .filter((row) => row.type === 'RFID')
      .map((row) => ({
        key: row.id,
        href: `/staff/tokens?q=${encodeURIComponent(row.uid)}&token=${row.id}`,
        text: row.uid,
        detail: row.customerName,
      })),
    sessions: sessions.rows.map((row) => ({
      key: row.id,
      href: `/staff/sessions?show=all&session=${row.id}`,
      text: `${row.placeName}, ${row.ocpiId}`,
      detail: day(row.startedAt),
    })),
    locations: locations.rows.map((row) => ({
      key: row.id,
      href: `/staff/locations/${row.id}`,
      text: row.name,
      detail: `${row.city}, ${row.partnerName}`,
    })),
    partners: partners
      .filter((row) => `${row.name} ${row.countryCode}*${row.partyId}`.toLowerCase().includes(wanted))
      .slice(0, MOST)
      .map((row) => ({
        key: row.id,
        href: `/staff/partners/${row.id}`,
        text: row.name,
        detail: `${row.countryCode}*${row.partyId}`,
      })),
  }
}

export default async function SearchPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('cdr:read')
  const [t, locale, { q }] = await Promise.all([getTranslations('staff.search'), formatLocale(), load(searchParams)])
  const search = q?.trim() ?? ''
  const hits = search === '' ? null : await findHits(ctx, search, locale)
  const kinds = hits ? (Object.keys(hits) as Kind[]).filter((kind) => hits[kind].length > 0) : [] // the keys of the record above
  const columns: Column<Hit>[] = [
    { key: 'text', header: t('hit'), cell: (hit) => hit.text },
    { key: 'detail', header: t('detail'), tone: 'dim', cell: (hit) => hit.detail },
  ]
  return (
    <>
      <StaffHead title={t('title')} />
      <ListBar
        action={PATH}
        search={{ label: t('title'), placeholder: t('placeholder'), defaultValue: search || undefined }}
      />
      {hits && kinds.length > 0 ? (
        <div className="staff-grid even">
          {kinds.map((kind) => (
            <Section key={kind} title={t(`kinds.${kind}`)}>
              <DataTable
                fit="flush"
                label={t(`kinds.${kind}`)}
                columns={columns}
                rows={hits[kind]}
                rowKey={(hit) => hit.key}
                rowHref={(hit) => hit.href}
              />
            </Section>
          ))}
        </div>
      ) : (
        <EmptyState title={hits ? t('noHits', { search }) : t('begin')}>{t('text')}</EmptyState>
      )}
    </>
  )
}
