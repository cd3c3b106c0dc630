import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsInteger, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { CopyButton } from '@/components/ui/copy-button'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { describeTariff } from '@/lib/pricing/describe-tariff'
import { diffTariffs, type TariffChange } from '@/lib/pricing/diff-tariffs'
import { getTariff, type TariffDetail, type TariffVersionRow } from '@/lib/roaming/tariffs/list-tariffs'
import { MessagesLink } from '../../messages/messages-link'

const TABS = ['overview', 'difference', 'raw'] as const
const load = createLoader({
  tab: parseAsStringLiteral(TABS).withDefault('overview'),
  version: parseAsInteger,
  against: parseAsInteger,
})
type Params = { params: Promise<{ tariffId: string }>; searchParams: Promise<SearchParams> }
type Shown = { tariff: TariffDetail; version: TariffVersionRow; against: TariffVersionRow | undefined; path: string }

export async function generateMetadata() {
  return { title: (await getTranslations('tariffs'))('title') }
}

export default async function TariffPage({ params, searchParams }: Params) {
  const ctx = await requireStaff('tariff:read')
  const [{ tariffId }, state, t] = await Promise.all([params, load(searchParams), getTranslations('tariffs')])
  if (!isId('tariff', tariffId)) notFound()
  const tariff = await getTariff(ctx, tariffId).catch((error: unknown) => {
    if (error instanceof NotFoundError) notFound()
    throw error
  })
  const version = tariff.versions.find((row) => row.version === state.version) ?? tariff.versions[0]
  if (!version) notFound()
  const against =
    tariff.versions.find((row) => row.version === state.against) ??
    tariff.versions.find((row) => row.version === version.version - 1)
  const path = `/staff/tariffs/${tariff.id}`
  const kept = { version: state.version, against: state.against }
  const shown = { tariff, version, against, path }
  return (
    <>
      <StaffHead
        crumb={{ label: t('title'), steps: [{ href: '/staff/tariffs', text: t('title') }] }}
        title={tariff.ocpiId}
        state={
          <StateMark state={tariff.deleted ? 'open' : 'ours'}>{t(tariff.deleted ? 'deleted' : 'inUse')}</StateMark>
        }
        note={
          <>
            <Link href={`/staff/partners/${tariff.partnerId}`}>{tariff.partnerName}</Link>,{' '}
            {t('versionNumber', { version: version.version })}.{' '}
            <MessagesLink partnerId={tariff.partnerId} objects={[['tariffs', tariff.ocpiId]]} />
          </>
        }
      />
      <Tabs
        label={t('tabs')}
        tabs={TABS.map((key) => ({
          href: listHref(path, kept, { tab: key === 'overview' ? null : key }),
          text: t(`tab.${key}`),
          current: key === state.tab,
        }))}
      />
      {state.tab === 'overview' ? <Overview {...shown} /> : null}
      {state.tab === 'difference' ? <Difference {...shown} /> : null}
      {state.tab === 'raw' ? <Raw {...shown} /> : null}
    </>
  )
}

async function Overview({ tariff, version, path }: Shown) {
  const [t, locale] = await Promise.all([getTranslations('tariffs'), formatLocale()])
  const [first, ...rest] = describeTariff(version.body, locale)
  const at = (value: TariffVersionRow['validFrom']) => formatInstant(value, BILLING_ZONE, 'shortYear', locale)
  const columns: Column<TariffVersionRow>[] = [
    { key: 'version', header: t('version'), cell: (row) => row.version },
    { key: 'valid', header: t('validFrom'), cell: (row) => at(row.validFrom) },
    { key: 'received', header: t('received'), tone: 'dim', priority: 2, cell: (row) => at(row.receivedAt) },
    { key: 'findings', header: t('findings'), align: 'right', cell: (row) => row.findings.length },
    {
      key: 'changes',
      header: t('changes'),
      align: 'right',
      cell: (row) => {
        const before = tariff.versions.find((other) => other.version === row.version - 1)
        return before ? (
          <Link href={`${path}?tab=difference&version=${row.version}&against=${before.version}`}>
            {diffTariffs(before.body, row.body).length}
          </Link>
        ) : (
          '–'
        )
      },
    },
  ]
  return (
    <>
      <Finding>{first}</Finding>
      <div className="staff-grid">
        <Section title={t('inWords')}>
          <ul>
            {rest.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {rest.length === 0 ? <p className="dim">{t('nothingMore')}</p> : null}
        </Section>
        <Section title={t('versions')}>
          <DataTable
            fit="flush"
            label={t('versions')}
            columns={columns}
            rows={tariff.versions}
            rowKey={(row) => row.id}
            rowHref={(row) => `${path}?version=${row.version}`}
            selectedKey={version.id}
          />
        </Section>
      </div>
    </>
  )
}

async function Difference({ tariff, version, against, path }: Shown) {
  const [t, locale] = await Promise.all([getTranslations('tariffs'), formatLocale()])
  const others = tariff.versions.filter((row) => row.version !== version.version)
  if (!against)
    return (
      <div className="staff-pad">
        <p>{t('onlyVersion')}</p>
      </div>
    )
  const changes = diffTariffs(against.body, version.body)
  const columns: Column<TariffChange>[] = [
    {
      key: 'where',
      header: t('where'),
      cell: (row) => (row.element === null ? t('wholeTariff') : t('element', { number: row.element + 1 })),
    },
    { key: 'field', header: t('field'), cell: (row) => row.field },
    { key: 'kind', header: t('change'), cell: (row) => t(`kinds.${row.kind}`) },
    {
      key: 'before',
      header: t('versionNumber', { version: against.version }),
      wrap: true,
      cell: (row) => row.before ?? '–',
    },
    {
      key: 'after',
      header: t('versionNumber', { version: version.version }),
      tone: 'strong',
      wrap: true,
      cell: (row) => row.after ?? '–',
    },
  ]
  return (
    <>
      <Finding>{t('differs', { count: changes.length, before: against.version, after: version.version })}</Finding>
      <Tabs
        kind="segments"
        label={t('compareWith')}
        tabs={others.slice(0, 12).map((row) => ({
          href: listHref(path, { tab: 'difference', version: version.version, against: row.version }),
          text: t('against', { version: row.version }),
          current: row.version === against.version,
        }))}
      />
      <DataTable
        label={t('tab.difference')}
        columns={columns}
        rows={changes}
        rowKey={(row) => `${row.element} ${row.field} ${row.kind}`}
        empty={<p className="staff-pad dim">{t('noChanges')}</p>}
      />
      <div className="staff-grid even">
        {[against, version].map((row) => (
          <Section key={row.id} title={t('versionNumber', { version: row.version })}>
            <ul>
              {describeTariff(row.body, locale).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </Section>
        ))}
      </div>
    </>
  )
}

async function Raw({ version }: Shown) {
  const t = await getTranslations('tariffs')
  const text = JSON.stringify(JSON.parse(version.received), null, 2)
  return (
    <div className="staff-pad">
      <Section title={t('rawTitle', { version: version.version })}>
        <CopyButton value={text} text={t('copy')} copiedText={t('copied')} />
        <pre className="code-block">{text}</pre>
      </Section>
      {version.findings.length === 0 ? null : (
        <Section title={t('findings')}>
          <pre className="code-block">{JSON.stringify(version.findings, null, 2)}</pre>
        </Section>
      )}
    </div>
  )
}
