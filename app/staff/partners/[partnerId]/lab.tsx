import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ReportBody, ReportSentence } from '@/app/lab/report-body'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { Finding } from '@/components/ui/lead'
import { EmptyState, Notice } from '@/components/ui/states'
import { Steps } from '@/components/ui/timeline'
import type { StaffCtx } from '@/lib/auth/context'
import { isId } from '@/lib/kernel/ids'
import { isRule } from '@/lib/ocpi/conformance/rules'
import { stagesOf, type Regression } from '@/lib/partners/core/conformance'
import { isRegistered } from '@/lib/partners/core/partner'
import {
  findExchangeIds,
  getReport,
  listLiveSteps,
  listRuns,
  type ConformanceRun,
  type Report,
} from '@/lib/partners/conformance/queries'
import { listRegressions } from '@/lib/partners/conformance/queries/regressions'
import type { Partner } from '@/lib/partners/queries'
import { startRunAction } from './lab-actions'
import { RunForm } from './lab-forms'
import { LabLinks } from './lab-links'
import { LabRuns } from './lab-runs'
import { LabSteps } from './lab-steps'

/** The lab of one partner: the run that was asked for, or the latest; its report; what the partner is asked to do. */
export async function Lab({ ctx, partner, run: asked }: { ctx: StaffCtx; partner: Partner; run: string | null }) {
  const [t, locale, runs] = await Promise.all([getTranslations('lab'), formatLocale(), listRuns(ctx, partner.id)])
  const chosen = runs.find(({ id }) => id === asked) ?? runs[0]
  const mayWrite = ctx.permissions.has('partner:write') && isRegistered(partner.state)
  const start = (text: string, look: 'go' | 'plain') =>
    mayWrite ? (
      <RunForm
        action={startRunAction}
        values={{ partnerId: partner.id }}
        look={look}
        texts={{ start: text, starting: t('starting'), failed: t('failed') }}
      />
    ) : null
  if (!chosen)
    return (
      <EmptyState title={t('none')} actions={start(t('start'), 'go')}>
        {isRegistered(partner.state) ? t('noneText') : t('notRegistered')}
      </EmptyState>
    )
  const report = await getReport(ctx, partner.id, chosen.id)
  const [steps, regressions] = await Promise.all([
    listLiveSteps(ctx, chosen, report.steps),
    chosen.state === 'done' ? listRegressions(ctx, partner.id, chosen.id) : [],
  ])
  const moving = chosen.state === 'waiting' || chosen.state === 'running'
  const waits = steps.some(({ satisfiedAt }) => satisfiedAt === null)
  return (
    <>
      <AutoRefresh active={moving || waits} everyMs={2000} />
      {moving || chosen.state === 'failed' ? <Progress run={chosen} /> : <ReportSentence report={report} />}
      <div className="staff-grid">
        <div>
          {regressions.length > 0 ? <Regressions regressions={regressions} /> : null}
          {moving ? null : <ReportWithMessages ctx={ctx} partner={partner} report={report} />}
          <LabSteps ctx={ctx} partner={partner} run={chosen} steps={steps} locale={locale} />
        </div>
        <div>
          {moving ? null : start(t('startAgain'), 'plain')}
          {chosen.state === 'done' ? <LabLinks ctx={ctx} partner={partner} run={chosen} locale={locale} /> : null}
          <LabRuns partner={partner} runs={runs} current={chosen.id} locale={locale} />
        </div>
      </div>
    </>
  )
}

/** What the partner did right the time before. */
async function Regressions({ regressions }: { regressions: readonly Regression[] }) {
  const t = await getTranslations('lab')
  return (
    <div className="staff-pad">
      <Notice tone="held" title={t('regressed', { count: regressions.length })}>
        <ul>
          {regressions.map(({ rule, module }) => (
            <li key={`${rule} ${module}`}>
              {module}: {isRule(rule) ? t(`rules.${rule}`) : rule}
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  )
}

async function Progress({ run }: { run: ConformanceRun }) {
  const t = await getTranslations('lab')
  const stages = stagesOf(run.facts)
  const done = run.stagesDone.length
  const current = stages.find((stage) => !run.stagesDone.includes(stage))
  return (
    <>
      <Finding>{run.state === 'waiting' ? t('waiting') : t('running', { done, total: stages.length })}</Finding>
      {run.error ? (
        <div className="staff-pad">
          <Notice tone={run.state === 'failed' ? 'fail' : 'held'} title={t('broke', { error: run.error })}>
            {run.state === 'failed' ? null : t('resumes')}
          </Notice>
        </div>
      ) : null}
      <div className="staff-pad">
        <Steps
          steps={stages.map((stage) => ({
            key: stage,
            text: t(`stage.${stage}`),
            state: run.stagesDone.includes(stage) ? 'done' : stage === current ? 'current' : 'next',
          }))}
        />
      </div>
    </>
  )
}

async function ReportWithMessages({ ctx, partner, report }: { ctx: StaffCtx; partner: Partner; report: Report }) {
  const requestIds = report.findings.flatMap(({ evidence }) =>
    evidence.map(({ requestId }) => requestId).filter((id) => id !== null),
  )
  const known = await findExchangeIds(ctx, partner.id, requestIds)
  return (
    <ReportBody
      report={report}
      messageHref={(requestId) => {
        const id = known.get(requestId)
        return id === undefined ? null : `/staff/messages/${id}`
      }}
    />
  )
}

/** The id of a run as it stands in an address. */
export function runOf(text: string | null): string | null {
  return text !== null && isId('conformanceRun', text) ? text : null
}
