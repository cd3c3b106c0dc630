// The tariff in the CDR against the one we held when the session started (OCPI issue 273; guide §4.12).
import type { Breakdown } from '@/lib/pricing/breakdown'
import type { Price } from '@/lib/roaming/core/common'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { isForContracts, type TariffChange } from '../choose-tariffs'
import { finding, type Finding } from '../finding'
import type { CdrSubject } from '../subject'
import { comparable, hubRemark, judgePrice, toleranceOf } from './price'

/** The price for people without a contract, asked of a card that has one (guide TAR-5). */
export function contractFindings({ cdr }: CdrSubject, tariffs: readonly Tariff[]): Finding[] {
  const wrong = tariffs.find((tariff) => !isForContracts(tariff))
  return wrong && cdr.token.type !== 'AD_HOC_USER' ? [finding('TARIFF_NOT_FOR_CONTRACTS', { tariff: wrong.id })] : []
}

/**
 * Holds when the CPO's total is above what the version at session start gives, for that is the price the driver saw;
 * a change that costs nobody anything is only noted.
 */
export function tariffFindings(
  subject: CdrSubject,
  changes: readonly TariffChange[],
  atStart: Breakdown | null,
): Finding[] {
  const { cdr } = subject
  const [change] = changes
  if (!change) return []
  const total: Price = cdr.totalCost
  const amounts = atStart && hubRemark(subject) !== 'meaningless' ? comparable(total, atStart) : null
  const dearer =
    amounts !== null && judgePrice(amounts.cpo, amounts.ours, toleranceOf(subject), cdr.currency) === 'above'
  const code = change.afterStart ? 'TARIFF_CHANGED_AFTER_START' : 'TARIFF_VERSION_NOT_RECEIVED'
  const params = {
    tariff: change.snapshot.id,
    version: change.stored.version.toString(),
    changedAt: (change.snapshot.lastUpdated ?? '').toString(),
    atStart: amounts?.ours ?? '',
    currency: cdr.currency,
  }
  return [finding(code, params, dearer ? 'hold' : 'info')]
}
