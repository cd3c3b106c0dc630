// The report as staff and the partner read it: the sentence, what to mend, what held, how fast.
import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { StateMark, type State } from '@/components/ui/state-mark'
import { Disclosure } from '@/components/ui/states'
import { citation, isRule } from '@/lib/ocpi/conformance/rules'
import { percentile, type Evidence, type FindingRow, type Severity } from '@/lib/partners/core/conformance'
import type { Report } from '@/lib/partners/conformance/queries'

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note']
const MARKS: Readonly<Record<Severity, State>> = { error: 'fail', warning: 'held', note: 'open' }

/** Link to the message of a piece of evidence, where the reader may see our log. */
export type MessageHref = (requestId: string) => string | null

export async function ReportSentence({ report }: { report: Report }) {
  const t = await getTranslations('lab')
  const { run, partner } = report
  const key = run.errors > 0 ? 'errors' : run.warnings > 0 ? 'warnings' : 'clean'
  const { version, errors, warnings, passed } = run
  return (
    <Finding>
      {t.rich(`verdict.${key}`, { name: partner.name, version, errors, warnings, passed, b: (text) => <b>{text}</b> })}
    </Finding>
  )
}

export async function ReportBody({ report, messageHref }: { report: Report; messageHref?: MessageHref }) {
  const t = await getTranslations('lab')
  const { findings, run } = report
  const failed = SEVERITIES.flatMap((severity) =>
    findings.filter((finding) => finding.outcome === 'failed' && finding.severity === severity),
  )
  const of = (outcome: FindingRow['outcome']) => findings.filter((finding) => finding.outcome === outcome)
  return (
    <>
      <Section title={t('findings')} className="mt-6">
        {failed.length === 0 ? <p>{t('nothing')}</p> : null}
        <ol className="lab-findings">
          {failed.map((finding) => (
            <li key={`${finding.rule} ${finding.module}`}>
              <FailedRule finding={finding} version={run.version} messageHref={messageHref} />
            </li>
          ))}
        </ol>
      </Section>
      <Latency latencies={run.facts.latencies} />
      <Disclosure summary={`${t('passedTitle')}: ${of('passed').length}`}>
        <RuleTable label={t('passedTitle')} rows={of('passed')} version={run.version} />
      </Disclosure>
      {of('skipped').length > 0 ? (
        <Disclosure summary={`${t('skippedTitle')}: ${of('skipped').length}`}>
          <p className="pb-2">{t('skippedText')}</p>
          <RuleTable label={t('skippedTitle')} rows={of('skipped')} version={run.version} />
        </Disclosure>
      ) : null}
    </>
  )
}

type Words = Awaited<ReturnType<typeof getTranslations<'lab'>>>
const sentence = (t: Words, rule: string): string => (isRule(rule) ? t(`rules.${rule}`) : rule)
const source = (rule: string, version: string): string => (isRule(rule) ? citation(rule, version) : '')

async function FailedRule({
  finding,
  version,
  messageHref,
}: {
  finding: FindingRow
  version: string
  messageHref?: MessageHref
}) {
  const t = await getTranslations('lab')
  const { rule, module: about, severity, occurrences, checked, evidence } = finding
  return (
    <>
      <div className="lab-rule">
        <StateMark state={MARKS[severity]}>{t(`severity.${severity}`)}</StateMark>
        <span className="font-strong">{sentence(t, rule)}</span>
      </div>
      <p className="note">
        {[about, source(rule, version), t('places', { count: occurrences, checked })].join(' · ')} · <code>{rule}</code>
      </p>
      <EvidenceList entries={evidence.slice(0, SHOWN)} messageHref={messageHref} />
      {evidence.length > SHOWN ? (
        <Disclosure summary={t('more', { count: evidence.length - SHOWN })}>
          <EvidenceList entries={evidence.slice(SHOWN)} messageHref={messageHref} />
        </Disclosure>
      ) : null}
    </>
  )
}

/** One shows what is meant; the others are a press away. */
const SHOWN = 1

function EvidenceList({ entries, messageHref }: { entries: readonly Evidence[]; messageHref?: MessageHref }) {
  if (entries.length === 0) return null
  return (
    <ul className="lab-evidence">
      {entries.map((entry, index) => (
        <li key={index}>
          <EvidenceLine entry={entry} messageHref={messageHref} />
        </li>
      ))}
    </ul>
  )
}

async function EvidenceLine({ entry, messageHref }: { entry: Evidence; messageHref?: MessageHref }) {
  const t = await getTranslations('lab')
  const href = entry.requestId ? (messageHref?.(entry.requestId) ?? null) : null
  const parts: [string, ReactNode][] = []
  if (entry.pointer) parts.push([t('at'), <code key="at">{entry.pointer}</code>])
  if (entry.found !== null)
    parts.push([t('found'), <code key="found">{entry.found === 'none' ? t('absent') : entry.found}</code>])
  if (entry.expected !== null) parts.push([t('expected'), <code key="expected">{entry.expected}</code>])
  return (
    <>
      {parts.map(([label, value]) => (
        <span key={label} className="lab-part">
          <span className="dim">{label}</span> {value}
        </span>
      ))}
      {entry.call ? (
        <span className="lab-call">
          <code>{entry.call}</code>{' '}
          {href ? <Link href={href}>{entry.requestId}</Link> : <code className="dim">{entry.requestId}</code>}
        </span>
      ) : null}
    </>
  )
}

async function RuleTable({ label, rows, version }: { label: string; rows: readonly FindingRow[]; version: string }) {
  const t = await getTranslations('lab')
  const columns: Column<FindingRow>[] = [
    { key: 'rule', header: t('rule'), cell: (row) => sentence(t, row.rule), names: true, wrap: true },
    { key: 'module', header: t('module'), cell: (row) => row.module },
    {
      key: 'source',
      header: t('source'),
      cell: (row) => source(row.rule, version),
      tone: 'dim',
      wrap: true,
      priority: 2,
    },
  ]
  return (
    <DataTable label={label} columns={columns} rows={rows} rowKey={(row) => `${row.rule} ${row.module}`} fit="flush" />
  )
}

type LatencyRow = { about: string; samples: number[] }

async function Latency({ latencies }: { latencies: Report['run']['facts']['latencies'] }) {
  const t = await getTranslations('lab')
  const rows: LatencyRow[] = Object.entries(latencies).map(([about, samples]) => ({ about, samples }))
  if (rows.length === 0) return null
  const within = (share: number) => (row: LatencyRow) => `${percentile(row.samples, share) ?? '–'} ${t('ms')}`
  const columns: Column<LatencyRow>[] = [
    { key: 'module', header: t('module'), cell: (row) => row.about, names: true },
    { key: 'calls', header: t('calls'), align: 'right', cell: (row) => row.samples.length },
    { key: 'p50', header: t('p50'), align: 'right', cell: within(0.5) },
    { key: 'p95', header: t('p95'), align: 'right', cell: within(0.95) },
    { key: 'p99', header: t('p99'), align: 'right', priority: 2, cell: within(0.99) },
  ]
  return (
    <Section title={t('latency')} className="mt-6">
      <DataTable label={t('latency')} columns={columns} rows={rows} rowKey={(row) => row.about} fit="flush" />
    </Section>
  )
}
