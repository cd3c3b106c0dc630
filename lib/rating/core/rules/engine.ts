// What the pricing engine noticed, as findings of ours.
import type { Breakdown } from '@/lib/pricing/breakdown'
import { ENGINE_FINDINGS, finding, type Finding } from '../finding'

/** The engine's message is kept as it is, for the page that explains a calculation. */
export function engineFindings(breakdown: Breakdown | null): Finding[] {
  if (!breakdown) return []
  return breakdown.findings.map(({ code, message, period }) =>
    finding(ENGINE_FINDINGS[code], { detail: message, ...(period !== null && { period: (period + 1).toString() }) }),
  )
}
