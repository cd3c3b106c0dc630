'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useEffect, type ReactNode } from 'react'
import { LiveQueries, readLive } from '@/components/query-client'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Notice } from '@/components/ui/states'
import { Steps, type Step } from '@/components/ui/timeline'
import { SECOND_MS } from '@/lib/kernel/time'
import type { CommandState } from '@/lib/roaming/core/command'

/** What GET /api/live/command/[commandId] tells. */
export type CommandView = { id: string; state: CommandState; result: string | null }

const POLL_MS = 2 * SECOND_MS
/** After a time-out the charge may still start, so the question goes on, more seldom. */
const PATIENT_POLL_MS = 10 * SECOND_MS
const ENDED: readonly CommandState[] = ['active', 'done', 'rejected']
const ORDER = ['requested', 'accepted_by_cpo', 'accepted_by_station', 'session_pending', 'active'] as const
const REASONS = ['EVSE_OCCUPIED', 'EVSE_INOPERATIVE', 'NOT_SUPPORTED', 'UNKNOWN_LOCATION', 'TIMEOUT'] as const

/** A wish to start, followed until the car charges or the operator has said no. */
export function CommandStatus({ initial }: { initial: CommandView }) {
  return (
    <LiveQueries>
      <Polled initial={initial} />
    </LiveQueries>
  )
}

function Polled({ initial }: { initial: CommandView }) {
  const t = useTranslations('charging')
  const router = useRouter()
  const { data, isError } = useQuery({
    queryKey: ['command', initial.id],
    queryFn: ({ signal }) => readLive<{ command: CommandView }>(`/api/live/command/${initial.id}`, signal),
    initialData: { command: initial },
    refetchInterval: (query) => pollInterval(query.state.data?.command.state ?? initial.state),
  })
  const { command } = data
  const isActive = command.state === 'active'
  // Where it charges is where it can be watched and stopped.
  useEffect(() => {
    if (isActive) router.push('/home')
  }, [isActive, router])
  return (
    <>
      <div aria-live="polite">
        <Lead>{t.rich(leadKey(command.state), { b: (text: ReactNode) => <b>{text}</b> })}</Lead>
        {isError ? <Notice tone="held">{t('command.offline')}</Notice> : null}
        <Explanation command={command} />
      </div>
      {command.state === 'rejected' ? null : (
        <section className="sect" aria-label={t('command.steps')}>
          <Steps steps={stepsOf(command.state, (key) => t(`command.${key}`))} />
        </section>
      )}
      <Next state={command.state} />
    </>
  )
}

function pollInterval(state: CommandState): number | false {
  if (ENDED.includes(state)) return false
  return state === 'unknown' ? PATIENT_POLL_MS : POLL_MS
}

type LeadKey = 'leadActive' | 'leadPending' | 'leadDone' | 'leadRejected' | 'leadUnknown' | 'leadWaiting'

function leadKey(state: CommandState): `command.${LeadKey}` {
  if (state === 'active') return 'command.leadActive'
  if (state === 'session_pending') return 'command.leadPending'
  if (state === 'done') return 'command.leadDone'
  if (state === 'rejected') return 'command.leadRejected'
  return state === 'unknown' ? 'command.leadUnknown' : 'command.leadWaiting'
}

function Explanation({ command: { state, result } }: { command: CommandView }) {
  const t = useTranslations('charging')
  if (state === 'rejected') {
    const reason = REASONS.find((known) => known === result) ?? 'other'
    return (
      <Notice tone="fail" title={t(`command.reasons.${reason}`)}>
        {t('command.rejectedText')}
      </Notice>
    )
  }
  if (state === 'session_pending') return <p className="lead-note">{t('command.pendingText')}</p>
  if (state === 'unknown') return <Notice tone="held">{t('command.unknownText')}</Notice>
  return state === 'active' || state === 'done' ? null : <p className="lead-note">{t('command.waiting')}</p>
}

function stepsOf(state: CommandState, text: (key: (typeof ORDER)[number]) => string): Step[] {
  const reached = state === 'done' ? ORDER.length : state === 'unknown' ? 0 : ORDER.findIndex((step) => step === state)
  return ORDER.map((key, index) => ({
    key,
    text: text(key),
    state: index < reached || state === 'active' ? 'done' : index === reached ? 'current' : 'next',
  }))
}

function Next({ state }: { state: CommandState }) {
  const t = useTranslations('charging')
  if (state === 'rejected')
    return (
      <p className="pt-6">
        <ButtonLink look="go" href="/start">
          {t('command.again')}
        </ButtonLink>
      </p>
    )
  if (state !== 'active' && state !== 'done') return null
  return (
    <p className="pt-6">
      <ButtonLink look="go" href={state === 'active' ? '/home' : '/charging'}>
        {t(state === 'active' ? 'command.toHome' : 'command.toCharges')}
      </ButtonLink>
    </p>
  )
}
