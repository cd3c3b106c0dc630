import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { StateMark, type State } from '@/components/ui/state-mark'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { listCommands, type CommandRow, type CommandsOf } from '@/lib/roaming/commands/list-commands'
import type { CommandState } from '@/lib/roaming/core/command'

const MARKS: Readonly<Record<CommandState, State>> = {
  requested: 'open',
  accepted_by_cpo: 'open',
  accepted_by_station: 'open',
  session_pending: 'open',
  active: 'live',
  done: 'neutral',
  rejected: 'fail',
  unknown: 'held',
}

type Props = { ctx: StaffCtx; of: CommandsOf; timeZone: string; limit?: number; brief?: boolean }

/** What was asked of the stations of a place or of a session, newest first. `brief` is for the side panel. */
export async function CommandSection({ ctx, of, timeZone, limit, brief }: Props) {
  const [t, locale, rows] = await Promise.all([
    getTranslations('control'),
    formatLocale(),
    listCommands(ctx, of, limit),
  ])
  const at: Column<CommandRow> = {
    key: 'at',
    header: t('commands.at'),
    tone: 'dim',
    names: false,
    cell: (row) => formatInstant(row.requestedAt, timeZone, 'shortTime', locale),
  }
  const kind: Column<CommandRow> = {
    key: 'kind',
    header: t('commands.kind'),
    explain: t('commands.explained'),
    names: true,
    cell: (row) => t(`commands.kinds.${row.kind}`),
  }
  const state: Column<CommandRow> = {
    key: 'state',
    header: t('commands.state'),
    cell: (row) => <StateMark state={MARKS[row.state]}>{t(`commands.states.${row.state}`)}</StateMark>,
  }
  const answer: Column<CommandRow> = {
    key: 'answer',
    header: t('commands.answer'),
    tone: 'dim',
    wrap: true,
    cell: (row) => row.message ?? row.result ?? '–',
  }
  const by: Column<CommandRow> = {
    key: 'by',
    header: t('commands.by'),
    cell: (row) =>
      row.askedBy ??
      (row.customerId ? <Link href={`/staff/customers/${row.customerId}`}>{row.customerName}</Link> : '–'),
  }
  const evse: Column<CommandRow> = { key: 'evse', header: 'EVSE', tone: 'dim', cell: (row) => row.evseUid ?? '–' }
  const columns = brief ? [kind, at, state, answer] : [kind, at, evse, state, answer, by]
  return (
    <Section title={t('commands.title')} className={brief ? 'pt-4' : undefined}>
      {rows.length === 0 ? (
        <p className="dim">{t('commands.none')}</p>
      ) : (
        <DataTable
          fit="flush"
          label={t('commands.title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          empty={null}
        />
      )}
    </Section>
  )
}
