import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { Pairs, type Pair } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatDecimal } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { ExchangeDetail } from '@/lib/partners/exchanges/queries'
import type { Partner } from '@/lib/partners/queries'
import { findLinkedObjects, type LinkedObject } from '@/lib/roaming/find-linked-objects'
import { MESSAGES_PATH } from '../message-state'

function linkOf({ kind, id, ref }: LinkedObject): string | null {
  switch (kind) {
    case 'session':
      return `/staff/sessions?show=all&session=${id}`
    case 'cdr':
      return `/staff/cdrs/${id}`
    case 'location':
      return `/staff/locations/${id}`
    case 'tariff':
      return `/staff/tariffs/${id}`
    case 'token':
      return `/staff/tokens?q=${encodeURIComponent(ref)}`
    case 'command':
    case 'authorization':
      return null
  }
}

/** Parties whose objects the message may be about: the connection's, and the one that the address names. */
function partiesOf(message: ExchangeDetail, partner: Partner) {
  const named = /\/(?:locations|sessions|cdrs|tariffs)\/([A-Za-z]{2})\/([\w]{1,3})\//.exec(message.path)
  return [
    { countryCode: partner.countryCode, partyId: partner.partyId },
    ...partner.roles.map(({ countryCode, partyId }) => ({ countryCode, partyId })),
    ...(named ? [{ countryCode: named[1]!, partyId: named[2]! }] : []), // both groups match together
  ]
}

/** Where and when it was, and the objects of ours that it is about. */
export async function MessageFacts({
  ctx,
  message,
  partner,
}: {
  ctx: StaffCtx
  message: ExchangeDetail
  partner: Partner | null
}) {
  const [t, locale, objects] = await Promise.all([
    getTranslations('inspector'),
    formatLocale(),
    partner === null
      ? []
      : findLinkedObjects(ctx, { ...message, partnerId: partner.id, parties: partiesOf(message, partner) }),
  ])
  const search = (change: Record<string, string | null>) => listHref(MESSAGES_PATH, {}, change)
  const pair = (label: string, value: ReactNode): Pair => ({ label, value })
  return (
    <Section title={t('facts')} className="min-w-0">
      <Pairs
        className="break-anywhere"
        pairs={[
          pair(
            t('partner'),
            partner ? <Link href={`/staff/partners/${partner.id}`}>{partner.name}</Link> : t('nobodyKnown'),
          ),
          pair(t('time'), formatInstant(message.at, BILLING_ZONE, 'dateTime', locale)),
          pair(t('address'), message.path),
          pair('HTTP', message.httpStatus ?? t('noAnswer')),
          pair('OCPI', message.ocpiStatus ?? '–'),
          pair(t('version'), message.version ?? '–'),
          pair(t('duration'), `${formatDecimal(message.durationMs, 0, locale)} ms`),
          pair(
            t('requestId'),
            message.requestId ? <Link href={search({ q: message.requestId })}>{message.requestId}</Link> : '–',
          ),
          pair(
            t('correlationId'),
            message.correlationId ? (
              <Link href={search({ q: message.correlationId })}>{message.correlationId}</Link>
            ) : (
              '–'
            ),
          ),
          ...(message.objectKey
            ? [
                pair(
                  t('object'),
                  <Link href={search({ object: message.objectKey, partner: message.partnerId })}>
                    {message.objectKey}
                  </Link>,
                ),
              ]
            : []),
          ...objects.map((object) => {
            const href = linkOf(object)
            const text = object.kind === 'authorization' ? `${object.ref}, ${object.id}` : object.ref
            return pair(t(`kinds.${object.kind}`), href ? <Link href={href}>{text}</Link> : text)
          }),
        ]}
      />
      <p className="note pt-3">{t('redacted')}</p>
    </Section>
  )
}
