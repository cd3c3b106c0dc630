// What a calibrated meter signed, as energy: the last reading less the first. OCMF 1.0 §3 (Reading: RV, RU, TX, RI).
import { decimal, type Decimal } from '@/lib/kernel/decimal'
import type { SignedData } from '@/lib/roaming/core/session'

type Reading = { value: Decimal; mark: string }
const PER_KWH: Readonly<Record<string, number>> = { WH: 1000, KWH: 1 }
/** B begins, E ends; C and L end as well where a transaction was cut short. */
const BEGINS = ['B']
const ENDS = ['E', 'L', 'R', 'A', 'P']

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Readings of imported energy; what cannot be read is left out, for it proves nothing. */
function readingsOf(signed: string): Reading[] {
  const payload = /^OCMF\|(.*)\|[^|]*$/s.exec(signed.trim())?.[1]
  if (payload === undefined) return []
  try {
    const parsed: unknown = JSON.parse(payload)
    const list = isRecord(parsed) && Array.isArray(parsed['RD']) ? parsed['RD'] : []
    return list.filter(isRecord).flatMap((entry) => {
      const divisor = PER_KWH[String(entry['RU'] ?? '').toUpperCase()]
      const value = String(entry['RV'] ?? '')
      if (divisor === undefined || !/^-?\d+(\.\d+)?$/.test(value)) return []
      return [{ value: decimal(value).div(divisor), mark: String(entry['TX'] ?? '') }]
    })
  } catch {
    return [] // not JSON: nothing that could be compared
  }
}

/** Signed energy in kWh; null where no begin and end can be read. */
export function signedEnergyKwh(data: SignedData | null): Decimal | null {
  if (!data || !/^ocmf/i.test(data.encodingMethod)) return null
  const values = data.signedValues.map(({ nature, signedData }) => ({
    nature: nature.toLowerCase(),
    readings: readingsOf(signedData),
  }))
  const all = values.flatMap(({ readings }) => readings)
  const begin =
    all.find(({ mark }) => BEGINS.includes(mark)) ?? values.find(({ nature }) => nature === 'start')?.readings[0]
  const end =
    all.findLast(({ mark }) => ENDS.includes(mark)) ??
    values.findLast(({ nature }) => nature === 'end')?.readings.at(-1)
  return begin && end ? end.value.minus(begin.value) : null
}
