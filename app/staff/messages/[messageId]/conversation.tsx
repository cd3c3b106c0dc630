import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { Timeline } from '@/components/ui/timeline'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, toIsoInstant } from '@/lib/kernel/time'
import { exchangeFailed } from '@/lib/partners/core/explain-exchange'
import { listConversation, type ExchangeDetail } from '@/lib/partners/exchanges/queries'
import { shortPath } from '../message-table'

/** Every exchange that shares the correlation id, in order: a command and its result, a list and its pages. */
export async function Conversation({
  ctx,
  message,
  href,
}: {
  ctx: StaffCtx
  message: ExchangeDetail
  href: (id: number) => string
}) {
  const [t, locale, rows] = await Promise.all([
    getTranslations('inspector'),
    formatLocale(),
    listConversation(ctx, message),
  ])
  return (
    <Section title={t('conversation')} className="min-w-0">
      {rows.length < 2 ? (
        <p className="dim">{t('aloneInConversation')}</p>
      ) : (
        <Timeline
          entries={rows.map((row) => {
            const text = `${t(`directions.${row.direction}`)}: ${row.method} ${shortPath(row.path).split('?')[0]}`
            const code = row.ocpiStatus ?? row.httpStatus ?? t('noAnswer')
            return {
              key: String(row.id),
              time: formatInstant(row.at, BILLING_ZONE, 'timeSeconds', locale),
              dateTime: toIsoInstant(row.at),
              text: (
                <span className="break-anywhere">
                  {row.id === message.id ? <b>{text}</b> : <Link href={href(row.id)}>{text}</Link>}{' '}
                  {exchangeFailed(row) ? (
                    <StateMark state="fail">{code}</StateMark>
                  ) : (
                    <span className="dim">{code}</span>
                  )}
                </span>
              ),
            }
          })}
        />
      )}
    </Section>
  )
}
