import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { Disclosure } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { CdrCopy } from '@/lib/roaming/cdrs/list-cdr-copies'

/** What other connections said of the same CDR; nothing where it came by one road only. */
export async function CdrCopies({ copies, className }: { copies: readonly CdrCopy[]; className?: string }) {
  const [t, locale] = await Promise.all([getTranslations('parties'), formatLocale()])
  if (copies.length === 0) return null
  return (
    <Section title={t('copies')} className={className}>
      {copies.map((copy) => (
        <div key={copy.partnerId} className="pb-2">
          <p>
            <Link href={`/staff/partners/${copy.partnerId}`}>{copy.partnerName}</Link>,{' '}
            {formatInstant(copy.receivedAt, BILLING_ZONE, 'shortTime', locale)}:{' '}
            {copy.differences.length === 0 ? (
              <span className="dim">{t('copyAgrees')}</span>
            ) : (
              <StateMark state="held">{t('copyDiffers', { fields: copy.differences.join(', ') })}</StateMark>
            )}
          </p>
          <Disclosure summary={t('rawCopy')}>
            <pre className="code-block">{pretty(copy.received)}</pre>
          </Disclosure>
        </div>
      ))}
    </Section>
  )
}

function pretty(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 2)
}
