// What the partner was asked to do, and the messages by which it did.
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Steps } from '@/components/ui/timeline'
import type { formatLocale } from '@/app/locale'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import { INTERACTIVE_STEPS, type InteractiveStep } from '@/lib/partners/core/conformance'
import type { LiveStep } from '@/lib/partners/conformance/queries'

type Locale = Awaited<ReturnType<typeof formatLocale>>

export async function StepList({
  steps,
  locale,
  all,
  action,
}: {
  steps: readonly LiveStep[]
  locale: Locale
  /** Also those that nobody has asked for yet. */
  all?: boolean
  action?: (step: InteractiveStep, asked: LiveStep | null) => ReactNode
}) {
  const t = await getTranslations('lab')
  const at = (moment: Instant) => formatInstant(moment, BILLING_ZONE, 'shortTime', locale)
  const shown = INTERACTIVE_STEPS.map((name) => ({ name, asked: steps.find(({ step }) => step === name) ?? null }))
  const detail = (asked: LiveStep | null): string => {
    if (!asked) return t('notAsked')
    const [found] = asked.evidence
    if (asked.satisfiedAt !== null && found)
      return t('satisfied', { at: at(asked.satisfiedAt), call: found.call, answer: found.answer })
    const refused = asked.refused.map(({ call, error }) => t('refused', { call, error }))
    return [t('asked', { at: at(asked.askedAt) }), ...refused].join(' ')
  }
  return (
    <Steps
      steps={shown
        .filter(({ asked }) => all || asked)
        .map(({ name, asked }) => ({
          key: name,
          text: t(`step.${name}`),
          state: !asked
            ? 'next'
            : asked.satisfiedAt === null
              ? asked.refused.length > 0
                ? 'failed'
                : 'current'
              : 'done',
          detail: detail(asked),
          end: action?.(name, asked),
        }))}
    />
  )
}
