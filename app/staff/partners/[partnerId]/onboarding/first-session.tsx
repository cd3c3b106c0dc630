import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Steps, type Step } from '@/components/ui/timeline'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatDecimal } from '@/lib/kernel/format/money'
import { BILLING_ZONE, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { StepProps } from './step-props'

/** The first charge, from the card to the checked CDR, as it arrives. */
export async function FirstSession({ onboarding, locale }: StepProps) {
  const t = await getTranslations('lab')
  const { authorization, session, cdr, rating } = onboarding.first
  const seen: [key: 'authorization' | 'session' | 'cdr' | 'rating', at: Instant | null, detail: ReactNode][] = [
    ['authorization', authorization?.at ?? null, authorization?.allowed],
    [
      'session',
      session?.at ?? null,
      session ? (
        <Link key="session" href={`/staff/sessions?session=${session.id}`}>
          {session.place}, {formatDecimal(session.energyKwh, [0, 2], locale)} kWh, {session.status}
        </Link>
      ) : null,
    ],
    [
      'cdr',
      cdr?.at ?? null,
      cdr ? (
        <Link key="cdr" href={`/staff/cdrs/${cdr.id}`}>
          {cdr.status}
        </Link>
      ) : null,
    ],
    [
      'rating',
      rating?.at ?? null,
      rating ? (
        <Link key="rating" href={`/staff/cdrs/${rating.cdrId}`}>
          {t('show')}
        </Link>
      ) : null,
    ],
  ]
  const waiting = seen.findIndex(([, at]) => at === null)
  const steps: Step[] = seen.map(([key, at, detail], index) => ({
    key,
    text: t(`wizard.first.${key}`),
    state: at !== null ? 'done' : index === waiting ? 'current' : 'next',
    detail: at !== null ? detail : index === waiting ? t('wizard.firstWaits') : undefined,
    time: at === null ? undefined : formatInstant(at, BILLING_ZONE, 'shortTime', locale),
    dateTime: at === null ? undefined : toIsoInstant(at),
  }))
  return <Steps steps={steps} />
}
