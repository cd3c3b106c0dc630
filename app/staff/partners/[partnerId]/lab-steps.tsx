import { getTranslations } from 'next-intl/server'
import type { formatLocale } from '@/app/locale'
import { StepList } from '@/app/lab/step-list'
import { ActionButton } from '@/components/forms/action-button'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { INTERACTIVE_STEPS, type InteractiveStep } from '@/lib/partners/core/conformance'
import type { ConformanceRun, LiveStep } from '@/lib/partners/conformance/queries'
import { findTestCardOf } from '@/lib/partners/onboarding/queries'
import type { Partner } from '@/lib/partners/queries'
import { listTestPlaces } from '@/lib/roaming/locations/list-test-places'
import { askStepAction, orderStartAction, orderStopAction } from './lab-actions'
import { OrderForm, RunForm } from './lab-forms'

/** Steps that begin with us: they are asked for by ordering the charge. */
const ORDERED: readonly InteractiveStep[] = ['remote_start', 'remote_stop']

type Props = {
  ctx: StaffCtx
  partner: Partner
  run: ConformanceRun
  steps: readonly LiveStep[]
  locale: Awaited<ReturnType<typeof formatLocale>>
}

/** What the partner is asked to do, with its messages as they arrive. */
export async function LabSteps({ ctx, partner, run, steps, locale }: Props) {
  const t = await getTranslations('lab')
  const mayWrite = ctx.permissions.has('partner:write')
  const done = steps.filter(({ satisfiedAt }) => satisfiedAt !== null).length
  return (
    <Section title={t('steps')} className="mt-6">
      <p className="pb-2">
        {t('stepsText')} {t('stepDone', { done, total: INTERACTIVE_STEPS.length })}.
      </p>
      <StepList
        all
        steps={steps}
        locale={locale}
        action={(step, asked) =>
          mayWrite && !ORDERED.includes(step) ? (
            <ActionButton action={askStepAction} values={{ runId: run.id, step }} size="row" className="inline-form">
              {asked ? t('askAgain') : t('ask')}
              <span className="vh"> {t(`step.${step}`)}</span>
            </ActionButton>
          ) : null
        }
      />
      {mayWrite ? <Order ctx={ctx} partner={partner} run={run} /> : null}
    </Section>
  )
}

async function Order({ ctx, partner, run }: { ctx: StaffCtx; partner: Partner; run: ConformanceRun }) {
  const [t, card, places] = await Promise.all([
    getTranslations('lab'),
    findTestCardOf(ctx, partner.id),
    listTestPlaces(ctx, partner.id),
  ])
  if (!card) return <p className="dim pt-3">{t('noCard')}</p>
  if (places.length === 0) return <p className="dim pt-3">{t('noPlaces')}</p>
  return (
    <div className="pt-3">
      <p className="pb-2">{t('orderText')}</p>
      <OrderForm
        action={orderStartAction}
        runId={run.id}
        places={places.map(({ evseId, connectorId, name, evse }) => ({
          value: `${evseId} ${connectorId}`,
          label: `${name}, ${evse}`,
        }))}
        texts={{ orderAt: t('orderAt'), order: t('order'), starting: t('starting'), failed: t('failed') }}
      />
      <p className="pt-3 pb-2">{t('stopText')}</p>
      <RunForm
        action={orderStopAction}
        look="plain"
        values={{ runId: run.id, partnerId: partner.id }}
        texts={{ start: t('stop'), starting: t('starting'), failed: t('failed') }}
      />
    </div>
  )
}
