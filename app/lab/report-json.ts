// The report as a file, for whoever reads it with a program: the same facts, the same words.
import { citation, isRule } from '@/lib/ocpi/conformance/rules'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import { percentile } from '@/lib/partners/core/conformance'
import type { Report } from '@/lib/partners/conformance/queries'

const iso = (at: Instant | null): string | null => (at === null ? null : toIsoInstant(at))

export function reportToJson(
  { run, partner, findings, steps }: Report,
  say: (rule: string) => string,
  locale: string,
): object {
  return {
    report: 'ocpi-conformance',
    language: locale,
    run: run.id,
    party: `${partner.countryCode}*${partner.partyId}`,
    name: partner.name,
    version: run.version,
    started_at: iso(run.startedAt),
    finished_at: iso(run.finishedAt),
    summary: { errors: run.errors, warnings: run.warnings, notes: run.notes, passed: run.passed },
    latency_ms: Object.fromEntries(
      Object.entries(run.facts.latencies).map(([about, samples]) => [
        about,
        {
          calls: samples.length,
          p50: percentile(samples, 0.5),
          p95: percentile(samples, 0.95),
          p99: percentile(samples, 0.99),
        },
      ]),
    ),
    findings: findings.map((finding) => ({
      rule: finding.rule,
      sentence: isRule(finding.rule) ? say(finding.rule) : finding.rule,
      source: isRule(finding.rule) ? citation(finding.rule, run.version) : null,
      module: finding.module,
      outcome: finding.outcome,
      severity: finding.severity,
      checked: finding.checked,
      occurrences: finding.occurrences,
      evidence: finding.evidence.map(({ requestId, call, pointer, found, expected }) => ({
        request_id: requestId,
        call,
        pointer,
        found,
        expected,
      })),
    })),
    steps: steps.map((step) => ({
      step: step.step,
      asked_at: iso(step.askedAt),
      satisfied_at: iso(step.satisfiedAt),
      evidence: step.evidence.map(({ requestId, call, answer }) => ({ request_id: requestId, call, answer })),
    })),
  }
}

export function jsonFile(body: object, name: string): Response {
  return new Response(`${JSON.stringify(body, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex, nofollow',
    },
  })
}

export function fileNameOf({ partner, run }: Report): string {
  const day = toIsoInstant(run.finishedAt ?? run.requestedAt).slice(0, 10)
  return `ocpi-${run.version}-${partner.countryCode}${partner.partyId}-${day}.json`.replace(/[^\w.-]/g, '')
}
