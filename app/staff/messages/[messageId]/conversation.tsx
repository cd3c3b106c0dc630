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
import {
  listConversation,
  listExchanges,
  type ExchangeDetail,
  type ExchangeRow,
} from '@/lib/partners/exchanges/queries'
import { shortPath } from '../message-table'

type Props = { ctx: StaffCtx; message: ExchangeDetail; href: (id: number) => string }

/**
 * Every exchange that shares the correlation id, in order: a command and its result, a list and its pages. Where it is
 * the only one, what else was said about the same object.
 */
export async function Conversation({ ctx, message, href }: Props) {
  const [t, rows] = await Promise.all([getTranslations('inspector'), listConversation(ctx, message)])
  const others = rows.length < 2 ? await aboutTheSame(ctx, message) : []
  return (
    <Section title={t('conversation')} className="min-w-0">
      {rows.length < 2 ? (
        <p className="dim">{t('aloneInConversation')}</p>
      ) : (
        <Exchanges rows={rows} message={message} href={href} />
      )}
      {others.length > 1 ? (
        <>
          <h3 className="pt-4">{t('aboutTheSame')}</h3>
          <Exchanges rows={others} message={message} href={href} />
        </>
      ) : null}
    </Section>
  )
}

const AROUND = 8

async function aboutTheSame(ctx: StaffCtx, { objectKey, partnerId }: ExchangeDetail): Promise<ExchangeRow[]> {
  if (objectKey === null || partnerId === null) return []
  const { rows } = await listExchanges(ctx, { partnerId, objects: [objectKey] }, { limit: AROUND })
  return rows.toReversed()
}

async function Exchanges({ rows, message, href }: Omit<Props, 'ctx'> & { rows: readonly ExchangeRow[] }) {
  const [t, locale] = await Promise.all([getTranslations('inspector'), formatLocale()])
  return (
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
              {exchangeFailed(row) ? <StateMark state="fail">{code}</StateMark> : <span className="dim">{code}</span>}
            </span>
          ),
        }
      })}
    />
  )
}
