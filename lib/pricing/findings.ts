import type { PricingFinding, PricingFindingCode } from './breakdown'

/** Notes a finding; the same code is noted once per period. */
export type Note = (code: PricingFindingCode, period: number | null, message: string) => void

/** A list of findings and the function that adds to it. */
export function collectFindings(): { findings: PricingFinding[]; note: Note } {
  const findings: PricingFinding[] = []
  return {
    findings,
    note: (code, period, message) => {
      if (findings.some((known) => known.code === code && known.period === period && known.message === message)) return
      findings.push({ code, message, period })
    },
  }
}
