import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { createLoader, parseAsInteger, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { planSentence } from '@/app/staff/price-plans/plan-sentence'
import { ActionButton } from '@/components/forms/action-button'
import { StaffHead } from '@/components/layout/staff-head'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { Notice } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatDateRange } from '@/lib/kernel/format/datetime'
import { formatCount, formatPercent } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { CUSTOMER_SHOWS, getBackTest, type BackTest } from '@/lib/rating/back-tests/queries'
import { steerBackTestAction } from '../actions'
import { TestState } from '../test-state'
import { progressOf } from './progress'
import { TestCustomers } from './test-customers'
import { TestReport } from './test-report'

const load = createLoader({
  show: parseAsStringLiteral(CUSTOMER_SHOWS).withDefault('notable'),
  page: parseAsInteger.withDefault(1),
})
type Props = { params: Promise<{ backTestId: string }>; searchParams: Promise<SearchParams> }

export async function generateMetadata() {
  return { title: (await getTranslations('lookahead'))('backTest.title') }
}

async function find(ctx: StaffCtx, id: string): Promise<BackTest> {
  if (!isId('backTest', id)) notFound()
  try {
    return await getBackTest(ctx, id)
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

/** What past charges would have brought by the rules that were tried, and who would have paid more. */
export default async function BackTestPage({ params, searchParams }: Props) {
  const ctx = await requireStaff('price-plan:read')
  const [{ backTestId }, state, t, tp, locale] = await Promise.all([
    params,
    load(searchParams),
    getTranslations('lookahead'),
    getTranslations('pricePlans'),
    formatLocale(),
  ])
  const test = await find(ctx, backTestId)
  const works = test.state === 'queued' || test.state === 'running'
  const wish = works ? 'cancel' : test.state === 'cancelled' ? 'resume' : null
  const progress = progressOf(test, ctx.clock.now())
  return (
    <>
      <AutoRefresh active={works} everyMs={1500} />
      <StaffHead
        title={test.name}
        crumb={{
          label: t('backTest.title'),
          steps: [
            { href: `/staff/price-plans/${test.pricePlanId}`, text: test.planName },
            { href: '/staff/back-tests', text: t('backTest.title') },
          ],
        }}
        state={<TestState state={test.state} t={t} />}
        note={formatDateRange(test.fromDate, test.toDate, locale)}
        end={
          wish && ctx.permissions.has('price-plan:write') ? (
            <ActionButton
              action={steerBackTestAction}
              values={{ id: test.id, wish }}
              size="row"
              pendingText={t('backTest.steering')}
            >
              {t(`backTest.${wish}`)}
            </ActionButton>
          ) : undefined
        }
      />
      <p className="staff-line">
        {t(`backTest.scopes.${test.scope}`)}. {planSentence(test.rules, tp, locale)}
      </p>
      <div className="staff-pad">
        {works ? (
          <Notice title={t('backTest.works')} role="status">
            {progress === null ? (
              t('backTest.counting')
            ) : (
              <>
                <progress
                  className="wide-progress"
                  max={100}
                  value={progress.percent}
                  aria-label={t('backTest.works')}
                />
                <p>
                  {t('backTest.progress', {
                    percent: formatPercent(String(progress.percent), locale),
                    done: formatCount(test.done, locale),
                    total: formatCount(test.total ?? 0, locale),
                    rate: formatCount(progress.perSecond, locale),
                    seconds: progress.secondsLeft ?? 0,
                  })}
                </p>
              </>
            )}
          </Notice>
        ) : null}
        {test.state === 'cancelled' ? (
          <Notice title={t('backTest.wasCancelled')}>{t('backTest.wasCancelledText')}</Notice>
        ) : null}
        {test.report ? <TestReport ctx={ctx} report={test.report} t={t} locale={locale} /> : null}
      </div>
      {test.report ? (
        <TestCustomers ctx={ctx} id={test.id} show={state.show} page={Math.max(1, state.page)} t={t} locale={locale} />
      ) : null}
    </>
  )
}
