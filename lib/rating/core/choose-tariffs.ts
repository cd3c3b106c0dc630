// Which tariff priced a session (guide §4.12): the CDR's own snapshot of the tariff its periods name, else the one
// snapshot it carries, else our version of that tariff at session start, else the connector's tariff for such a session
// (docs/decisions/0020).
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import type { TariffVersionId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { foldId } from '@/lib/roaming/core/common'
import type { ProfileType } from '@/lib/roaming/core/charging-profile'
import type { Cdr } from '@/lib/roaming/core/session'
import type { PriceComponent, Tariff, TariffElement, TariffRestrictions } from '@/lib/roaming/core/tariff'
import { namedTariffIds, type StoredTariff } from './subject'

export type TariffSource = 'cdr' | 'stored' | 'none'
export type ChosenTariffs = { tariffs: Tariff[]; source: TariffSource; tariffVersionId: TariffVersionId | null }

/** A snapshot that is not what we held when the session started. */
export type TariffChange = { snapshot: Tariff; stored: StoredTariff; afterStart: boolean }

const NONE: ChosenTariffs = { tariffs: [], source: 'none', tariffVersionId: null }

/** What a connector's tariffs are told apart by, besides the moment. */
export type ContractTerms = {
  /** What the driver wished for the session, as the operator accepted it; null: nothing, as with a card. */
  preference: ProfileType | null
  /** In which money the agreement is; null: in any. */
  currency: string | null
}
export const NO_TERMS: ContractTerms = { preference: null, currency: null }

/**
 * Types that serve a session, the one that is meant for it first. `null` is a tariff without a type, which serves all
 * sessions; one whose type names the session goes before it. A contract's customer never pays AD_HOC_PAYMENT (TAR-5).
 * A wish for which there is no tariff is served by what serves sessions without a wish.
 */
function servingTypes(preference: ProfileType | null): (string | null)[] {
  const usual = ['REGULAR', null]
  return preference === null || preference === 'REGULAR' ? usual : [`PROFILE_${preference}`, null, 'REGULAR']
}

/** Prices for people who pay at the station are none of a contract's, whoever names them. */
export function isForContracts({ type }: Pick<Tariff, 'type'>): boolean {
  return type !== 'AD_HOC_PAYMENT'
}

function isValidAt({ startsAt, endsAt }: Tariff, at: Instant): boolean {
  return (startsAt ?? at) <= at && (endsAt ?? at) >= at
}

/**
 * Of the tariffs that a connector offers those that may rule a session: one, if the operator keeps to OCPI, by which only
 * one of a type is active at a time (2.2.1 §8.3.3). Several that are not told apart by money or price are a guess.
 */
export function rulingTariffs<T extends { tariff: Tariff }>(
  offered: readonly T[],
  startedAt: Instant,
  { preference, currency }: ContractTerms,
): T[] {
  const valid = offered.filter(({ tariff }) => isValidAt(tariff, startedAt))
  const ranked = servingTypes(preference).map((type) => valid.filter(({ tariff }) => tariff.type === type))
  const serving = ranked.find((found) => found.length > 0) ?? []
  const agreed = serving.filter(({ tariff }) => tariff.currency === currency)
  const left = agreed.length > 0 ? agreed : serving
  const [first, ...others] = left
  return first && others.every(({ tariff }) => samePrices(tariff, first.tariff)) ? [first] : left
}

/** Those that we hold of the ones that a connector names, in its order. */
export function offeredTariffs(stored: readonly StoredTariff[], ids: readonly string[]): StoredTariff[] {
  return ids.map((id) => findStored(stored, foldId(id))).filter((entry) => entry !== undefined)
}

function findStored(stored: readonly StoredTariff[], id: string): StoredTariff | undefined {
  return stored.find((entry) => foldId(entry.tariff.id) === id)
}

function fromStored(found: readonly StoredTariff[]): ChosenTariffs {
  const [first] = found
  return first
    ? { tariffs: found.map((entry) => entry.tariff), source: 'stored', tariffVersionId: first.versionId }
    : NONE
}

/** Nothing is guessed: two candidates on the connector are as good as none. */
function fromConnector(
  stored: readonly StoredTariff[],
  ids: readonly string[],
  startedAt: Instant,
  terms: ContractTerms,
): ChosenTariffs {
  const ruling = rulingTariffs(offeredTariffs(stored, ids), startedAt, terms)
  return ruling.length === 1 ? fromStored(ruling) : NONE
}

/** Several snapshots and none named by a period: the one that is meant for the session, where that can be told. */
function ofSnapshots(cdr: Pick<Cdr, 'tariffs' | 'startedAt'>, terms: ContractTerms): Tariff[] {
  const ruling = rulingTariffs(
    cdr.tariffs.map((tariff) => ({ tariff })),
    cdr.startedAt,
    terms,
  )
  return cdr.tariffs.length > 1 && ruling.length === 1 ? ruling.map(({ tariff }) => tariff) : cdr.tariffs
}

/** The tariffs to price a CDR with, and where they come from. */
export function chooseTariffs(
  cdr: Pick<Cdr, 'tariffs' | 'chargingPeriods' | 'startedAt'>,
  stored: readonly StoredTariff[],
  connectorTariffIds: readonly string[],
  terms: ContractTerms = NO_TERMS,
): ChosenTariffs {
  const named = namedTariffIds(cdr)
  if (named.length === 0) {
    if (cdr.tariffs.length > 0) return { tariffs: ofSnapshots(cdr, terms), source: 'cdr', tariffVersionId: null }
    return fromConnector(stored, connectorTariffIds, cdr.startedAt, terms)
  }
  const snapshots = named.map((id) => cdr.tariffs.find((tariff) => foldId(tariff.id) === id))
  if (snapshots.every((snapshot) => snapshot === undefined)) {
    return fromStored(named.map((id) => findStored(stored, id)).filter((entry) => entry !== undefined))
  }
  const tariffs = named.map((id, index) => snapshots[index] ?? findStored(stored, id)?.tariff)
  return { tariffs: tariffs.filter((tariff) => tariff !== undefined), source: 'cdr', tariffVersionId: null }
}

function plain(value: string | null): string | null {
  return value === null ? null : toDecimalString(decimal(value))
}

function componentContent(component: PriceComponent) {
  return [component.type, plain(component.price), plain(component.vat), component.stepSize]
}

function restrictionContent(restrictions: TariffRestrictions | null) {
  if (!restrictions) return null
  const { dayOfWeek, ...rest } = restrictions
  const numbers = ['minKwh', 'maxKwh', 'minCurrentA', 'maxCurrentA', 'minPowerKw', 'maxPowerKw'] as const
  const exact = Object.fromEntries(numbers.map((key) => [key, plain(restrictions[key])]))
  const content = { ...rest, ...exact, dayOfWeek: dayOfWeek.toSorted() }
  const stated = Object.entries(content).filter(
    ([, value]) => value !== null && (!Array.isArray(value) || value.length > 0),
  )
  return stated.length === 0 ? null : stated.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function elementContent(element: TariffElement) {
  return [element.components.map(componentContent), restrictionContent(element.restrictions)]
}

/** Versions of ours are compared with many CDRs in a row. */
const contents = new WeakMap<Tariff, string>()

function pricedContent(tariff: Tariff): string {
  const known = contents.get(tariff)
  if (known !== undefined) return known
  const limit = (price: Tariff['minPrice']) => (price ? [plain(price.excl), plain(price.incl)] : null)
  const { currency, taxIncluded, minPrice, maxPrice, elements } = tariff
  const content = JSON.stringify([
    currency,
    taxIncluded,
    limit(minPrice),
    limit(maxPrice),
    elements.map(elementContent),
  ])
  contents.set(tariff, content)
  return content
}

/** Equal as far as any price can depend on it; names, texts and notations of the same number do not count. */
export function samePrices(a: Tariff, b: Tariff): boolean {
  return a === b || pricedContent(a) === pricedContent(b)
}

/** Snapshots of the CDR that differ from what we held when the session started (OCPI issue 273). */
export function changedTariffs(
  cdr: Pick<Cdr, 'startedAt'>,
  chosen: ChosenTariffs,
  stored: readonly StoredTariff[],
): TariffChange[] {
  if (chosen.source !== 'cdr') return []
  return chosen.tariffs.flatMap((snapshot) => {
    const held = findStored(stored, foldId(snapshot.id))
    if (!held || samePrices(snapshot, held.tariff)) return []
    const afterStart = snapshot.lastUpdated !== null && snapshot.lastUpdated > cdr.startedAt
    return [{ snapshot, stored: held, afterStart }]
  })
}
