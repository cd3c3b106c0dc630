import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { guardValues } from '@/components/charging/guard-notices'
import { DataTable } from '@/components/ui/data-table'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import type { StaffNotice } from '@/lib/rating/guard/queries'

/** What the guard told the customer of a session; nothing where it had nothing to tell. */
export async function GuardSection({ notices, timeZone }: { notices: readonly StaffNotice[]; timeZone: TimeZone }) {
  if (notices.length === 0) return null
  const [t, locale] = await Promise.all([getTranslations('guard'), formatLocale()])
  const at = (value: Instant) => formatInstant(value, timeZone, 'shortTime', locale)
  return (
    <>
      <h3>
        <abbr title={t('staffExplained')}>{t('staffTitle')}</abbr>
      </h3>
      <DataTable
        fit="flush"
        label={t('staffTitle')}
        rows={notices}
        rowKey={(notice) => notice.kind}
        columns={[
          {
            key: 'what',
            header: t('what'),
            wrap: true,
            cell: (notice) => t(`texts.${notice.kind}`, guardValues(notice, locale)),
          },
          { key: 'when', header: t('when'), cell: (notice) => at(notice.at) },
          {
            key: 'until',
            header: t('until'),
            cell: ({ endedAt }) => (endedAt === null ? t('still') : at(endedAt)),
          },
        ]}
      />
    </>
  )
}
