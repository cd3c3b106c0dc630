import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { Steps, type Step } from '@/components/ui/timeline'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatAmount, formatMoney } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import { BILLING_ZONE, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { RatingRevision } from '@/lib/rating/cdrs/queries/cdr-history'
import type { CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'

/** What happened to it, in order, and every price it has had. */
export async function CdrHistory({ detail }: { detail: CdrDetail }) {
  const [t, locale] = await Promise.all([getTranslations('cdrs'), formatLocale()])
  const at = (value: Instant) => formatInstant(value, BILLING_ZONE, 'shortTime', locale)
  const events = [
    { at: detail.receivedAt, key: 'received', text: t('events.received', { source: t(`source.${detail.source}`) }) },
    ...detail.revisions.map((rating) => ({
      at: rating.ratedAt,
      key: rating.id,
      text: t('events.rated', { revision: rating.revision, engine: rating.engineVersion }),
    })),
    ...detail.reviews.map((review) => ({
      at: review.at,
      key: `review-${review.at}`,
      text: t('events.review', {
        decision: t(`decisions.${review.decision}`),
        name: review.userName,
        reason: review.reason,
      }),
    })),
    ...detail.conflicts.map((conflict) => ({
      at: conflict.receivedAt,
      key: `conflict-${conflict.receivedAt}`,
      text: t('events.conflict'),
    })),
  ]
  const steps: Step[] = events
    .toSorted((a, b) => a.at - b.at)
    .map((event) => ({
      key: event.key,
      time: at(event.at),
      dateTime: toIsoInstant(event.at),
      text: event.text,
      state: 'done',
    }))
  const minor = (value: bigint | null, currency: string) =>
    value === null ? '–' : formatAmount(value, currency, locale)
  const columns: Column<RatingRevision>[] = [
    { key: 'revision', header: t('revision'), cell: (row) => row.revision },
    { key: 'at', header: t('time'), cell: (row) => at(row.ratedAt) },
    { key: 'engine', header: t('engine'), priority: 2, cell: (row) => row.engineVersion },
    { key: 'source', header: t('tariff'), priority: 2, cell: (row) => t(`tariffSource.${row.tariffSource}`) },
    {
      key: 'cpo',
      header: t('operator'),
      align: 'right',
      cell: (row) => (row.cpoExcl === null ? '–' : minor(roundToMinor(row.cpoExcl, row.currency), row.currency)),
    },
    {
      key: 'ours',
      header: t('ourPrice'),
      align: 'right',
      cell: (row) => (row.agreedExcl === null ? '–' : minor(roundToMinor(row.agreedExcl, row.currency), row.currency)),
    },
    { key: 'cost', header: t('cost'), align: 'right', cell: (row) => minor(row.costMinor, row.currency) },
    { key: 'retail', header: t('customerPays'), align: 'right', cell: (row) => minor(row.retailNetMinor, 'SEK') },
    {
      key: 'margin',
      header: t('ourMargin'),
      align: 'right',
      tone: 'strong',
      cell: (row) => minor(row.marginMinor, 'SEK'),
    },
  ]
  return (
    <div className="staff-pad">
      <Section title={t('tab.history')}>
        <Steps steps={steps} />
      </Section>
      {detail.credits.length === 0 ? null : (
        <Section title={t('credits')} className="mt-6">
          <ul>
            {detail.credits.map((credit) => (
              <li key={credit.cdrId}>
                {t(`creditLink.${credit.kind}`)} <Link href={`/staff/cdrs/${credit.cdrId}`}>{credit.ocpiId}</Link>
                {credit.totalExcl === null
                  ? null
                  : `, ${formatMoney(roundToMinor(credit.totalExcl, detail.cdr.currency), detail.cdr.currency, locale)}`}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('ratings')} className="mt-6">
        <DataTable
          fit="flush"
          label={t('ratings')}
          columns={columns}
          rows={detail.revisions}
          rowKey={(row) => row.id}
          empty={<p className="dim">{t('notRated')}</p>}
          note={t('exclVat')}
        />
      </Section>
    </div>
  )
}
