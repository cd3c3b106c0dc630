// What an operator can do wrong, on request. Pure: a queue of intentions and the distortions themselves.
import { add, fraction, multiply, negate, toNumber } from './fraction'
import { toDateTime } from './clock'
import type { Cdr, Price } from './wire'

/** Wrongs done to the next CDRs. */
export const CDR_KINDS = [
  'late',
  'duplicate',
  'out_of_order',
  'over_charge',
  'wh_for_kwh',
  'unknown_token',
  'credit',
  'garbage',
  'missing_tariff',
  'conflicting_replay',
] as const

/** Wrongs done to the next requests that the partner makes. */
export const SERVER_KINDS = ['time_out', 'server_error', 'garbage_answer'] as const

/** Wrongs done to the next commands. */
export const COMMAND_KINDS = [
  'command_rejected',
  'command_failed',
  'command_no_result',
  'profile_rejected',
  'profile_too_often',
] as const

export type CdrKind = (typeof CDR_KINDS)[number]
export type ServerKind = (typeof SERVER_KINDS)[number]
export type CommandKind = (typeof COMMAND_KINDS)[number]
export type Kind = CdrKind | ServerKind | CommandKind

const VARIANTS: Partial<Record<Kind, readonly string[]>> = {
  over_charge: ['markup', 'phantom_parking', 'wrong_version'],
  garbage: ['invalid_json', 'wrong_types', 'missing_fields'],
}

export type Intention<K extends Kind = Kind> = {
  kind: K
  variant?: string
  /** How long a late CDR or a slow answer waits. */
  delayMs?: number
  /** Only for requests to this OCPI module. */
  module?: string
}

export type MisbehaviourQueue = {
  add(intention: Intention, count: number): void
  clear(): void
  waiting(): (Intention & { count: number })[]
  takeForCdr(): Intention<CdrKind> | undefined
  takeForRequest(module: string): Intention<ServerKind> | undefined
  takeForCommand(...kinds: CommandKind[]): Intention<CommandKind> | undefined
  /** Settles which of a kind's variants is meant: the one asked for, else each in turn. */
  withVariant<K extends Kind>(intention: Intention<K>): Intention<K>
}

export function isKind(text: unknown): text is Kind {
  return [...CDR_KINDS, ...SERVER_KINDS, ...COMMAND_KINDS].some((kind) => kind === text)
}

export function isCdrKind(text: unknown): text is CdrKind {
  return CDR_KINDS.some((kind) => kind === text)
}

export function createMisbehaviourQueue(): MisbehaviourQueue {
  const queue: (Intention & { count: number })[] = []
  const turns = new Map<Kind, number>()

  const withVariant = <K extends Kind>(intention: Intention<K>): Intention<K> => {
    const variants = VARIANTS[intention.kind]
    if (!variants || intention.variant) return intention
    const turn = turns.get(intention.kind) ?? 0
    turns.set(intention.kind, turn + 1)
    return { ...intention, variant: variants[turn % variants.length] }
  }

  const take = <K extends Kind>(kinds: readonly K[], module?: string): Intention<K> | undefined => {
    const entry = queue.find(
      (waiting): waiting is Intention<K> & { count: number } =>
        kinds.some((kind) => kind === waiting.kind) && (!waiting.module || waiting.module === module),
    )
    if (!entry) return undefined
    entry.count -= 1
    if (entry.count <= 0) queue.splice(queue.indexOf(entry), 1)
    const { count: _count, ...intention } = entry
    return withVariant(intention as Intention<K>) // The rest of an Intention<K> & { count } is an Intention<K>.
  }

  return {
    add: (intention, count) => void queue.push({ ...intention, count }),
    clear: () => void queue.splice(0),
    waiting: () => queue.map((entry) => ({ ...entry })),
    takeForCdr: () => take(CDR_KINDS),
    takeForRequest: (module) => take(SERVER_KINDS, module),
    takeForCommand: (...kinds) => take(kinds),
    withVariant,
  }
}

function timesFactor(price: Price, factor: string): Price {
  const scale = (value: number) => toNumber(multiply(fraction(value), fraction(factor)), 2)
  return { excl_vat: scale(price.excl_vat), incl_vat: scale(price.incl_vat ?? price.excl_vat) }
}

function plusAmount(price: Price, exclVat: string): Price {
  const gross = multiply(fraction(exclVat), fraction('1.25'))
  return {
    excl_vat: toNumber(add(fraction(price.excl_vat), fraction(exclVat)), 2),
    incl_vat: toNumber(add(fraction(price.incl_vat ?? price.excl_vat), gross), 2),
  }
}

function overCharge(cdr: Cdr, variant: string | undefined): Cdr {
  if (variant === 'phantom_parking') {
    // A fee for parking that no charging period shows.
    return {
      ...cdr,
      total_cost: plusAmount(cdr.total_cost, '45'),
      total_parking_cost: plusAmount(cdr.total_parking_cost ?? { excl_vat: 0, incl_vat: 0 }, '45'),
    }
  }
  if (variant === 'wrong_version') {
    // Priced with a later version that is 0.40 dearer per kWh than the tariff enclosed.
    const extra = multiply(fraction(cdr.total_energy), fraction('0.4'))
    const more = String(toNumber(extra, 2))
    return {
      ...cdr,
      total_cost: plusAmount(cdr.total_cost, more),
      total_energy_cost: plusAmount(cdr.total_energy_cost ?? { excl_vat: 0, incl_vat: 0 }, more),
    }
  }
  const dearer = (price: Price | undefined) => price && timesFactor(price, '1.3')
  return {
    ...cdr,
    total_cost: timesFactor(cdr.total_cost, '1.3'),
    ...(cdr.total_fixed_cost && { total_fixed_cost: dearer(cdr.total_fixed_cost) }),
    ...(cdr.total_energy_cost && { total_energy_cost: dearer(cdr.total_energy_cost) }),
    ...(cdr.total_time_cost && { total_time_cost: dearer(cdr.total_time_cost) }),
    ...(cdr.total_parking_cost && { total_parking_cost: dearer(cdr.total_parking_cost) }),
  }
}

const toWh = (kwh: number): number => toNumber(multiply(fraction(kwh), fraction(1000)), 0)

function whForKwh(cdr: Cdr): Cdr {
  const periods = cdr.charging_periods.map((period) => ({
    ...period,
    dimensions: period.dimensions.map((dimension) =>
      dimension.type === 'ENERGY' ? { ...dimension, volume: toWh(dimension.volume) } : dimension,
    ),
  }))
  return { ...cdr, charging_periods: periods, total_energy: toWh(cdr.total_energy) }
}

function missingTariff(cdr: Cdr): Cdr {
  const { tariffs: _tariffs, ...rest } = cdr
  const periods = cdr.charging_periods.map((period) => ({ ...period, tariff_id: `${cdr.party_id}-RETIRED` }))
  return { ...rest, charging_periods: periods }
}

/** The CDR as this wrong makes it; the kinds that are about order or repetition leave it alone. */
export function distortCdr(cdr: Cdr, intention: Intention<CdrKind> | undefined): Cdr {
  switch (intention?.kind) {
    case 'over_charge':
      return overCharge(cdr, intention.variant)
    case 'wh_for_kwh':
      return whForKwh(cdr)
    case 'unknown_token':
      return {
        ...cdr,
        cdr_token: {
          ...cdr.cdr_token,
          uid: `0BAD${cdr.id.slice(-6).padStart(10, '0')}`,
          contract_id: 'SE-XXX-C00000000-0',
        },
      }
    case 'missing_tariff':
      return missingTariff(cdr)
    default:
      return cdr
  }
}

/** A credit CDR: everything of the original, only total_cost negated (mod_cdrs, "Credit CDRs"). */
export function toCreditCdr(cdr: Cdr, nowMs: number): Cdr {
  const minus = (value: number) => toNumber(negate(fraction(value)), 4)
  return {
    ...cdr,
    id: `${cdr.id}-C`,
    credit: true,
    credit_reference_id: cdr.id,
    total_cost: {
      excl_vat: minus(cdr.total_cost.excl_vat),
      ...(cdr.total_cost.incl_vat !== undefined && { incl_vat: minus(cdr.total_cost.incl_vat) }),
    },
    last_updated: toDateTime(nowMs),
  }
}

/** The same id with another content: what an immutable record must refuse. */
export function toConflictingCdr(cdr: Cdr): Cdr {
  return { ...cdr, total_cost: plusAmount(cdr.total_cost, '10'), remark: 'Corrected.' }
}

/** The body of a CDR that no receiver can use. */
export function toGarbage(cdr: Cdr, variant: string | undefined): string {
  if (variant === 'wrong_types') {
    return JSON.stringify({ ...cdr, total_energy: 'twelve', start_date_time: 12345, charging_periods: {} })
  }
  if (variant === 'missing_fields') {
    const { charging_periods: _periods, total_cost: _cost, cdr_token: _token, ...rest } = cdr
    return JSON.stringify(rest)
  }
  return JSON.stringify(cdr).slice(0, -20)
}
