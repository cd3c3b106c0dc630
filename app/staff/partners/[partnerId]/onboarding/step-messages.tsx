import { getTranslations } from 'next-intl/server'
import type { formatLocale } from '@/app/locale'
import { Section } from '@/components/ui/section'
import { Disclosure } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { OnboardingStep } from '@/lib/partners/core/onboarding'
import { getExchange, listExchanges, type ExchangeRow } from '@/lib/partners/exchanges/queries'
import type { Partner } from '@/lib/partners/queries'

/** The modules whose messages make up a step; the steps of people have none. */
const MODULES: Partial<Readonly<Record<OnboardingStep, readonly string[]>>> = {
  party: ['versions', 'version', 'credentials'],
  versions: ['versions', 'version'],
  credentials: ['credentials'],
  modules: ['locations', 'tariffs', 'sessions', 'cdrs'],
  watch: ['tokens', 'sessions', 'cdrs', 'commands'],
}
const SHOWN = 6
const BODY_SHOWN = 20_000

type Props = { ctx: StaffCtx; partner: Partner; step: OnboardingStep; locale: Awaited<ReturnType<typeof formatLocale>> }

/** The raw messages of a step, newest first: what was asked beside what was answered. */
export async function StepMessages({ ctx, partner, step, locale }: Props) {
  const modules = MODULES[step]
  if (!modules) return null
  const [t, lists] = await Promise.all([
    getTranslations('lab'),
    Promise.all(modules.map((name) => listExchanges(ctx, { partnerId: partner.id, module: name }, { limit: SHOWN }))),
  ])
  const latest = lists
    .flatMap((list) => list.rows)
    .toSorted((a, b) => b.id - a.id)
    .slice(0, SHOWN)
  const rows = await Promise.all(latest.map(({ id }) => getExchange(ctx, id)))
  return (
    <Section
      title={t('wizard.messages')}
      className="mt-6"
      link={{ href: `/staff/messages?partner=${partner.id}`, text: t('show') }}
    >
      {rows.length === 0 ? <p className="dim">{t('wizard.noMessages')}</p> : null}
      {rows.map((row) => (
        <Disclosure key={row.id} summary={<Summary row={row} locale={locale} />}>
          <div className="exchange-pair">
            <Body title={t('wizard.request')} text={row.requestBody} none={t('wizard.noBody')} />
            <Body title={t('wizard.response')} text={row.responseBody ?? row.error} none={t('wizard.noBody')} />
          </div>
        </Disclosure>
      ))}
    </Section>
  )
}

function Summary({ row, locale }: { row: ExchangeRow; locale: Props['locale'] }) {
  return (
    <span className="exchange-line">
      <span className="dim">{formatInstant(row.at, BILLING_ZONE, 'shortTime', locale)}</span>{' '}
      {row.direction === 'in' ? '←' : '→'} {row.method} {row.path} <b>{row.ocpiStatus ?? row.httpStatus ?? '–'}</b>
    </span>
  )
}

function Body({ title, text, none }: { title: string; text: string | null; none: string }) {
  return (
    <div>
      <h3>{title}</h3>
      {text ? <pre className="code-block">{pretty(text)}</pre> : <p className="dim">{none}</p>}
    </div>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, BODY_SHOWN)
  } catch {
    // Bodies may be cut off or be no JSON at all; then they are shown as they came.
    return text.slice(0, BODY_SHOWN)
  }
}
