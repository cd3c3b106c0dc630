// The onboarding, step by step. Which step one is at follows from the partner's data; any step can be looked at.
import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { ButtonLink } from '@/components/ui/button'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { EmptyState, Notice } from '@/components/ui/states'
import { Steps } from '@/components/ui/timeline'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { explainError, ONBOARDING_STEPS, onboardingSteps, type OnboardingStep } from '@/lib/partners/core/onboarding'
import { getOnboarding, hasOnboarding, type Onboarding } from '@/lib/partners/onboarding/queries'
import { getPartner, type Partner } from '@/lib/partners/queries'
import { PartnerStateMark } from '../../partner-state'
import { StepBody } from './step-body'
import { StepMessages } from './step-messages'

const load = createLoader({ step: parseAsStringLiteral(ONBOARDING_STEPS) })
type Params = { params: Promise<{ partnerId: string }>; searchParams: Promise<SearchParams> }

async function find(ctx: StaffCtx, id: string): Promise<Partner> {
  if (!isId('partner', id)) notFound()
  try {
    return await getPartner(ctx, id)
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

export async function generateMetadata() {
  return { title: (await getTranslations('lab'))('wizard.toGuide') }
}

export default async function OnboardingPage({ params, searchParams }: Params) {
  const ctx = await requireStaff('partner:read')
  const [{ partnerId }, { step }, t, tp] = await Promise.all([
    params,
    load(searchParams),
    getTranslations('lab'),
    getTranslations('partners'),
  ])
  const partner = await find(ctx, partnerId)
  const path = `/staff/partners/${partner.id}`
  const exists = await hasOnboarding(ctx, partner.id)
  return (
    <>
      <StaffHead
        crumb={{
          label: tp('title'),
          steps: [
            { href: '/staff/partners', text: tp('title') },
            { href: path, text: partner.name },
          ],
        }}
        title={t('wizard.title', { name: partner.name })}
        state={<PartnerStateMark partner={partner} />}
      />
      {exists ? (
        <Wizard ctx={ctx} partner={partner} onboarding={await getOnboarding(ctx, partner.id)} asked={step} />
      ) : (
        <EmptyState
          title={t('wizard.none')}
          actions={
            <ButtonLink size="row" href={path}>
              {t('wizard.toPartner')}
            </ButtonLink>
          }
        >
          {t('wizard.noneText')}
        </EmptyState>
      )}
    </>
  )
}

type WizardProps = { ctx: StaffCtx; partner: Partner; onboarding: Onboarding; asked: OnboardingStep | null }

async function Wizard({ ctx, partner, onboarding, asked }: WizardProps) {
  const [t, locale] = await Promise.all([getTranslations('lab'), formatLocale()])
  const states = onboardingSteps(onboarding.facts)
  const current = states.find(({ state }) => state === 'current' || state === 'failed')?.step ?? 'watch'
  const step = asked ?? current
  const path = `/staff/partners/${partner.id}/onboarding`
  const done = states.filter(({ state }) => state === 'done').length
  const next = ONBOARDING_STEPS[ONBOARDING_STEPS.indexOf(step) + 1]
  return (
    <>
      <AutoRefresh active={waitsForThem(onboarding, step)} everyMs={3000} />
      <Finding>
        {done === states.length
          ? t('wizard.finished', { name: partner.name })
          : t.rich('wizard.progress', {
              done,
              total: states.length,
              step: t(`wizard.step.${current}`),
              b: (text) => <b>{text}</b>,
            })}
      </Finding>
      <div className="staff-grid wizard">
        <nav aria-label={t('wizard.nav')}>
          <Steps
            steps={states.map(({ step: name, state }) => ({
              key: name,
              state,
              text: (
                <Link href={`${path}?step=${name}`} aria-current={name === step ? 'page' : undefined}>
                  {t(`wizard.step.${name}`)}
                  <span className="vh">, {t(`wizard.state.${state}`)}</span>
                </Link>
              ),
            }))}
          />
        </nav>
        <div>
          <Section title={t(`wizard.step.${step}`)}>
            <p className="pb-3">{t(`wizard.text.${step}`)}</p>
            {step === current ? <Awaited partner={partner} onboarding={onboarding} step={step} /> : null}
            <StepError partner={partner} step={step} />
            <StepBody ctx={ctx} partner={partner} onboarding={onboarding} step={step} locale={locale} />
          </Section>
          {next ? (
            <p className="pt-4">
              <Link href={`${path}?step=${next}`}>{t('wizard.next', { step: t(`wizard.step.${next}`) })}</Link>
            </p>
          ) : null}
          <StepMessages ctx={ctx} partner={partner} step={step} locale={locale} />
        </div>
      </div>
    </>
  )
}

/** Whose move it is: theirs while we wait for a call, a charge or a list; ours for what people decide. */
function awaitedOf({ direction, facts }: Onboarding, step: OnboardingStep): 'us' | 'them' | 'nobody' {
  if (step === 'modules') return 'nobody'
  if (step === 'watch') return facts.live ? 'them' : 'us'
  const handshake = step === 'party' || step === 'versions' || step === 'credentials'
  if (handshake) return direction === 'invited' ? 'them' : 'us'
  return step === 'conformance' && (facts.run?.errors ?? 0) > 0 ? 'them' : 'us'
}

function waitsForThem(onboarding: Onboarding, step: OnboardingStep): boolean {
  const { facts } = onboarding
  if (step === 'watch') return !Object.values(facts.firstSession).every(Boolean)
  if (step === 'modules') return facts.pulled.length < facts.toPull.length
  if (step === 'conformance') return facts.run?.state === 'waiting' || facts.run?.state === 'running'
  return facts.state === 'token_a_issued'
}

async function Awaited({
  partner,
  onboarding,
  step,
}: {
  partner: Partner
  onboarding: Onboarding
  step: OnboardingStep
}) {
  const t = await getTranslations('lab')
  const who = awaitedOf(onboarding, step)
  if (who === 'nobody') return null
  return (
    <p className="pb-3">
      <span className="dim">{t('wizard.waitsFor')}</span>{' '}
      <b>{who === 'them' ? t('wizard.them', { name: partner.name }) : t('wizard.us')}</b>
    </p>
  )
}

/** What the partner said, in words that tell what to do; the partner's own words below. */
async function StepError({ partner, step }: { partner: Partner; step: OnboardingStep }) {
  if (!partner.lastError || !(step === 'versions' || step === 'credentials' || step === 'party')) return null
  const t = await getTranslations('lab')
  return (
    <div className="pb-3">
      <Notice tone="fail" role="status" title={t('wizard.errorTitle')}>
        <p>{t(`wizard.error.${explainError(partner.lastError)}`)}</p>
        <p className="pt-2">
          <code>{partner.lastError}</code>
        </p>
      </Notice>
    </div>
  )
}
