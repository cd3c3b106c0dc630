// What other CDRs say about this one: the same EVSE that over-bills again, an operator whose errors become more.
// Product §1d "Behaviour". They never hold: each of the others was judged for itself.
import { finding, type Finding, type FindingCode } from '../finding'

export type Behaviour = {
  /** Earlier CDRs of the EVSE within `DAYS_OF_EVSE` days that asked more than they should. */
  overbilledAtEvse: number
  /** The operator's newest CDRs, and those before them. */
  recent: { count: number; wrong: number }
  before: { count: number; wrong: number }
}

/** Findings that say: it asks too much. */
export const OVERBILLED: readonly FindingCode[] = [
  'PRICE_ABOVE_TARIFF',
  'PRICE_ABOVE_AGREEMENT',
  'FREE_SESSION_CHARGED',
  'TARIFF_CHANGED_AFTER_START',
]
export const DAYS_OF_EVSE = 30
export const RECENT_CDRS = 200
export const CDRS_BEFORE = 1000
const OFTEN = 3
const LEAST_RECENT = 50
const LEAST_WRONG = 10

const percent = (part: number, whole: number) => (whole === 0 ? 0 : (part / whole) * 100)

/** Of a CDR that asks too much itself. */
export function behaviourFindings(behaviour: Behaviour, names: { evse: string; party: string }): Finding[] {
  const { overbilledAtEvse, recent, before } = behaviour
  const found: Finding[] = []
  if (overbilledAtEvse + 1 >= OFTEN)
    found.push(
      finding('EVSE_OVERBILLS_OFTEN', {
        evse: names.evse,
        times: (overbilledAtEvse + 1).toString(),
        days: DAYS_OF_EVSE.toString(),
      }),
    )
  const [now, then] = [percent(recent.wrong, recent.count), percent(before.wrong, before.count)]
  const enough = recent.count >= LEAST_RECENT && before.count >= LEAST_RECENT && recent.wrong >= LEAST_WRONG
  if (enough && now >= then * 2)
    found.push(
      finding('PARTNER_ERRORS_RISING', {
        party: names.party,
        now: now.toFixed(1),
        before: then.toFixed(1),
        count: recent.count.toString(),
      }),
    )
  return found
}

export function isOverbilled(findings: readonly Pick<Finding, 'code' | 'severity'>[]): boolean {
  return findings.some(({ code, severity }) => severity === 'hold' && OVERBILLED.includes(code))
}
