import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { Suspense } from 'react'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { ChargeRows } from '@/components/charging/charge-rows'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Pager } from '@/components/ui/pager'
import { LeadSkeleton, RowsSkeleton } from '@/components/ui/skeleton'
import { EmptyState } from '@/components/ui/states'
import type { CustomerCtx } from '@/lib/auth/context'
import { requireCustomer } from '@/lib/auth/session'
import { listMyCharges, type MyChargePage } from '@/lib/rating/charges/queries/list-my-charges'
import { countMyDisputes } from '@/lib/rating/disputes/queries/my-disputes'
import { ChargeFilter } from './charge-filter'
import { readFilter, type ChargeSearch } from './read-filter'

const PATH = '/charging'

export async function generateMetadata() {
  return { title: (await getTranslations('charging'))('list.title') }
}

export default async function ChargingPage({ searchParams }: { searchParams: Promise<ChargeSearch> }) {
  const ctx = await requireCustomer()
  const [common, query] = await Promise.all([getTranslations('common'), searchParams])
  return (
    <Suspense key={JSON.stringify(query)} fallback={<ListSkeleton label={common('loading')} />}>
      <Charges ctx={ctx} query={query} />
    </Suspense>
  )
}

function ListSkeleton({ label }: { label: string }) {
  return (
    <div className="narrow">
      <LeadSkeleton label={label} />
      <div className="pt-12">
        <RowsSkeleton label={label} rows={10} />
      </div>
    </div>
  )
}

async function Charges({ ctx, query }: { ctx: CustomerCtx; query: ChargeSearch }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const { filter, after, isFiltered } = readFilter(query)
  const [page, cases, reports] = await Promise.all([
    listMyCharges(ctx, filter, { after }),
    countMyDisputes(ctx),
    getTranslations('reports'),
  ])
  if (page.rows.length === 0 && !isFiltered && !after)
    return (
      <EmptyState
        title={t('list.emptyTitle')}
        actions={
          <ButtonLink look="go" href="/start">
            {t('list.emptyAction')}
          </ButtonLink>
        }
      >
        {t('list.emptyText')}
      </EmptyState>
    )
  return (
    <div className="narrow">
      <Lead>{t.rich(leadKey(page, isFiltered), { count: page.rows.length, b: (text) => <b>{text}</b> })}</Lead>
      {cases.all > 0 ? (
        <p>
          <Link href={`${PATH}/reports`}>{reports('list.link', { live: cases.live })}</Link>
        </p>
      ) : null}
      <div className="py-3">
        <ChargeFilter path={PATH} filter={filter} open={isFiltered} />
      </div>
      {page.rows.length === 0 ? (
        <EmptyState title={t('list.noneTitle')} actions={<ButtonLink href={PATH}>{t('list.clear')}</ButtonLink>}>
          {t('list.noneText')}
        </EmptyState>
      ) : (
        <ChargeRows charges={page.rows} label={t('list.label')} locale={locale} dates="date" />
      )}
      {page.rows.some((charge) => charge.state === 'reviewing') ? (
        <p className="rows-note">{t('list.reviewingNote')}</p>
      ) : null}
      <Pager
        label={t('list.pages')}
        previous={after ? { href: listHref(PATH, filter), text: t('list.newest') } : null}
        next={page.next ? { href: listHref(PATH, filter, { after: page.next }), text: t('list.older') } : null}
      />
    </div>
  )
}

function leadKey(page: MyChargePage, isFiltered: boolean): 'list.lead' | 'list.leadFiltered' | 'list.leadMore' {
  if (isFiltered) return page.next ? 'list.leadMore' : 'list.leadFiltered'
  return 'list.lead'
}
