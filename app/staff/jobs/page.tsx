import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pager } from '@/components/ui/pager'
import { StateMark } from '@/components/ui/state-mark'
import { Disclosure, EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { countJobs, listJobs, type JobRow } from '@/lib/auth/jobs/queries'
import { requireStaff } from '@/lib/auth/session'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import { retryJobAction } from './actions'

const PATH = '/staff/jobs'
const SHOWS = ['failed', 'waiting', 'running'] as const
const load = createLoader({ show: parseAsStringLiteral(SHOWS).withDefault('failed'), after: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('staff.jobs'))('title') }
}

export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('job:read')
  const [t, locale, { show, after }, counts] = await Promise.all([
    getTranslations('staff.jobs'),
    formatLocale(),
    load(searchParams),
    countJobs(ctx),
  ])
  const { rows, next } = await listJobs(ctx, show, { after: after ?? undefined })
  const at = (value: Instant) => formatInstant(value, BILLING_ZONE, 'shortTime', locale)
  const columns: Column<JobRow>[] = [
    { key: 'name', header: t('job'), cell: (row) => row.name },
    { key: 'key', header: t('key'), tone: 'dim', priority: 2, cell: (row) => row.key ?? '–' },
    {
      key: 'attempts',
      header: t('attempts'),
      align: 'right',
      cell: (row) =>
        row.attempts >= row.maxAttempts ? (
          <StateMark state="fail">{t('givenUp', { attempts: row.attempts })}</StateMark>
        ) : (
          t('ofAttempts', { attempts: row.attempts, most: row.maxAttempts })
        ),
    },
    {
      key: 'runAt',
      header: t('runAt'),
      cell: (row) => (row.lockedAt === null ? at(row.runAt) : t('runningSince', { at: at(row.lockedAt) })),
    },
    { key: 'created', header: t('created'), priority: 3, tone: 'dim', cell: (row) => at(row.createdAt) },
    {
      key: 'error',
      header: t('error'),
      wrap: true,
      cell: (row) =>
        row.lastError ? (
          <Disclosure summary={row.lastError.split('\n')[0]?.slice(0, 120)}>
            <pre className="code-block">{row.lastError}</pre>
          </Disclosure>
        ) : (
          ''
        ),
    },
  ]
  if (ctx.permissions.has('job:write') && show === 'failed')
    columns.push({
      key: 'retry',
      header: t('action'),
      cell: (row) => (
        <ConfirmDialog
          dense
          trigger={t('retry')}
          title={t('retryTitle', { name: row.name })}
          consequence={t('retryEffect')}
          confirmText={t('retry')}
          pendingText={t('saving')}
          cancelText={t('cancel')}
          failedText={t('gone')}
          action={retryJobAction}
          values={{ jobId: row.id }}
        />
      ),
    })
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('segments')}
            tabs={SHOWS.map((entry) => ({
              href: listHref(PATH, {}, { show: entry === 'failed' ? null : entry }),
              text: t(`show.${entry}`),
              count: counts[entry],
              current: entry === show,
            }))}
          />
        }
      />
      <p className="staff-line">{t('summary', { givenUp: counts.givenUp })}</p>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t(`empty.${show}`)}>{t('emptyText')}</EmptyState>}
      />
      <Pager
        label={t('title')}
        previous={after ? { href: listHref(PATH, { show }), text: t('first') } : null}
        next={next ? { href: listHref(PATH, { show }, { after: next }), text: t('more') } : null}
      />
    </>
  )
}
