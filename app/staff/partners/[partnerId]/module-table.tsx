import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { StateMark } from '@/components/ui/state-mark'
import { formatDuration, formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import { MODULES } from '@/lib/ocpi/versions'
import { nextPull, PULL_MODULES } from '@/lib/partners/core/sync-plan'
import type { Partner, PartnerModule } from '@/lib/partners/queries'

type Line = { module: string; ours: string | null; theirs: PartnerModule | null }

/** Our modules and theirs side by side: what is in use, what is missing, how fresh the data is. */
export async function ModuleTable({
  partner,
  modules,
  now,
}: {
  partner: Partner
  modules: readonly PartnerModule[]
  now: Instant
}) {
  const [t, tc, locale] = await Promise.all([
    getTranslations('partners'),
    getTranslations('connections'),
    formatLocale(),
  ])
  const version = partner.version ?? MODULES[0]?.version
  const names = [...new Set([...MODULES.map((row) => row.module), ...modules.map((row) => row.identifier)])]
  const lines: Line[] = names.map((module) => {
    const ours = MODULES.find((row) => row.module === module && row.version === version)?.role ?? null
    const offered = modules.filter((row) => row.identifier === module)
    const wanted = ours === 'RECEIVER' ? 'SENDER' : 'RECEIVER'
    return { module, ours, theirs: offered.find((row) => row.role === wanted) ?? offered[0] ?? null }
  })
  const inUse = (line: Line) => line.ours !== null && line.theirs !== null
  const columns: Column<Line>[] = [
    { key: 'module', header: t('module'), tone: 'strong', cell: (line) => line.module },
    {
      key: 'ours',
      header: t('weDo'),
      tone: 'dim',
      cell: (line) => (line.module === 'credentials' ? t('roles.both') : line.ours ? t(`roles.${line.ours}`) : '–'),
    },
    {
      key: 'state',
      header: t('connection'),
      cell: (line) => {
        if (line.theirs?.mark?.state === 'failed') return <StateMark state="fail">{t('moduleFailed')}</StateMark>
        if (line.theirs?.mark?.state === 'running') return <StateMark state="open">{t('moduleRunning')}</StateMark>
        if (inUse(line)) return <StateMark state="ours">{t('inUse')}</StateMark>
        return <span className="dim">{line.ours ? t('missing') : t('notUsed')}</span>
      },
    },
    {
      key: 'fetched',
      header: t('fetched'),
      align: 'right',
      priority: 2,
      cell: (line) => {
        const mark = line.theirs?.mark
        if (!mark || mark.fetched === 0) return '–'
        const counted = formatCount(mark.fetched, locale)
        const isUnderWay = mark.state === 'running' || mark.cursor !== null
        const fetched =
          isUnderWay && mark.total !== null
            ? tc('ofTotal', { fetched: counted, total: formatCount(mark.total, locale) })
            : counted
        const rejected = mark.rejected > 0 ? `, ${t('rejected', { count: mark.rejected })}` : ''
        return `${fetched}${rejected}`
      },
    },
    {
      key: 'next',
      header: tc('nextPull'),
      explain: tc('nextPullExplained'),
      align: 'right',
      priority: 2,
      cell: ({ module, theirs }) => {
        const name = PULL_MODULES.find((pulled) => pulled === module)
        if (!name || theirs?.role !== 'SENDER' || partner.state !== 'registered' || partner.paused) return '–'
        if (theirs.mark?.state === 'running') return t('moduleRunning')
        const { at, full } = nextPull(name, theirs.mark)
        if (at <= now) return tc('soon')
        const time = formatInstant(at, BILLING_ZONE, 'shortTime', locale)
        return full ? tc('whole', { at: time }) : time
      },
    },
    {
      key: 'lag',
      header: t('age'),
      align: 'right',
      tone: 'strong',
      cell: (line) => {
        const at = line.theirs?.mark?.lastReceivedAt ?? line.theirs?.mark?.lastRunAt
        if (!at) return '–'
        const heard = formatInstant(at, BILLING_ZONE, 'shortTime', locale)
        return <span title={heard}>{formatDuration(Math.max(0, (now - at) / 1000))}</span>
      },
    },
  ]
  const errors = modules.flatMap((row) => (row.mark?.error ? [`${row.identifier}: ${row.mark.error}`] : []))
  const seen = modules.flatMap(({ identifier: name, mark }) => [
    ...(mark?.observed.ignoresDate ? [tc('ignoresDate', { module: name })] : []),
    ...(mark?.observed.ignoresOffset ? [tc('ignoresOffset', { module: name })] : []),
  ])
  const notes = [...new Set([...errors, ...seen])]
  return (
    <DataTable
      fit="flush"
      label={t('modules')}
      columns={columns}
      rows={lines}
      rowKey={(line) => line.module}
      note={notes.length === 0 ? undefined : notes.join(' ')}
    />
  )
}
