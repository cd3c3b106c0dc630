import type { getTranslations } from 'next-intl/server'
import { StateMark, type State } from '@/components/ui/state-mark'
import type { BackTestState } from '@/lib/rating/back-tests/queries'

const MARKS: Readonly<Record<BackTestState, State>> = {
  queued: 'open',
  running: 'open',
  done: 'neutral',
  cancelled: 'neutral',
}

export function TestState({
  state,
  t,
}: {
  state: BackTestState
  t: Awaited<ReturnType<typeof getTranslations<'lookahead'>>>
}) {
  return <StateMark state={MARKS[state]}>{t(`backTest.states.${state}`)}</StateMark>
}
