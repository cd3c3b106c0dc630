// A corpus of CDRs from a seed: most of them right, some with one of the planted faults, in the wire form of three
// versions, with everything that must have been sent or said before.
import type { Json } from '../distort-objects'
import { createRandom, type Random } from '../random'
import type { Cdr, Location, Session, Tariff } from '../wire'
import { VERSIONS, type Version } from '../version'
import { WRITERS } from '../write-object'
import { toolsFor, type Authorization, type Card, type FaultKind, type Planted, type Quoted } from './fault'
import { FACTS_FAULTS } from './facts-faults'
import { askedFor, credited, IDENTITY_FAULTS } from './identity-faults'
import { createOperator } from './network'
import { imagineParcels, type Parcel } from './parcel'
import { PRICE_FAULTS } from './price-faults'
import { PROMISE_FAULTS, quoted } from './promise-faults'

export const FAULT_KINDS: readonly FaultKind[] = [
  ...PRICE_FAULTS,
  ...PROMISE_FAULTS,
  ...FACTS_FAULTS,
  ...IDENTITY_FAULTS,
]

export type Item = {
  version: Version
  party: { country_code: string; party_id: string }
  /** Null: nothing is wrong with it. */
  kind: string | null
  /** The id of the CDR that is at fault, and of others that are touched by it. */
  cdrId: string
  touched: readonly string[]
  session: { id: string; body: Json } | null
  cdrs: readonly Json[]
}

export type Corpus = {
  operators: readonly {
    version: Version
    party: { country_code: string; party_id: string }
    tariffs: readonly { id: string; body: Json }[]
    locations: readonly { id: string; body: Json }[]
  }[]
  cards: readonly Card[]
  authorizations: readonly (Authorization & { version: Version })[]
  quotes: readonly (Quoted & { version: Version })[]
  /** In the order in which they are sent. */
  items: readonly Item[]
}

/** Of each kind, of all CDRs. */
const SHARE = 0.008

/** Imagined for each CDR of the corpus, so that what few charges can have is found at any hour and in any season. */
const CHOICE = 4

function shuffle<T>(list: readonly T[], random: Random): T[] {
  const shuffled = [...list]
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = random.integer(0, index)
    ;[shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!] // both within the list
  }
  return shuffled
}

type Assigned = { parcel: Parcel; kind: string | null; planted: Planted }

/** Few charges can have them. */
const SCARCE = ['element_order_ignored', 'local_time_ignored', 'reservation_dearer', 'max_price_ignored']

/** Gives every kind its charges, those first that few charges can have; of the rest, as many as are missing stay right. */
function assign(parcels: readonly Parcel[], count: number, random: Random, nowMs: number): Assigned[] {
  const each = Math.max(1, Math.round(count * SHARE))
  const tools = new Map(VERSIONS.map((version) => [version, toolsFor(random, version, nowMs)]))
  const toolsOf = (parcel: Parcel) => tools.get(parcel.version)! // one for each
  const open = new Set(shuffle(parcels, random))
  const assigned: Assigned[] = []
  const take = (
    wanted: number,
    kind: FaultKind | null,
    plant: FaultKind['plant'],
    versions = VERSIONS as readonly Version[],
  ) => {
    let left = wanted
    for (const parcel of open) {
      if (left === 0) return
      const planted = versions.includes(parcel.version) ? plant(parcel, toolsOf(parcel)) : null
      if (!planted) continue
      open.delete(parcel)
      assigned.push({ parcel, kind: kind?.name ?? null, planted })
      left -= 1
    }
  }
  const rank = ({ name }: FaultKind) => (SCARCE.includes(name) ? 0 : 1)
  for (const kind of FAULT_KINDS.toSorted((a, b) => rank(a) - rank(b))) take(each, kind, kind.plant, kind.versions)
  // What looks unusual and is right: charges that were asked about, CDRs that were credited, and quotes that were kept to.
  take(each * 6, null, askedFor, ['2.2.1', '2.3.0'])
  take(each, null, credited, ['2.2.1', '2.3.0'])
  take(each, null, quoted, ['2.2.1', '2.3.0'])
  take(count - assigned.length, null, ({ session, cdr }) => ({ session, cdrs: [cdr] }))
  return assigned
}

function toItem({ parcel, kind, planted }: Assigned): Item {
  const { version, operator } = parcel
  const writer = WRITERS[version]
  const { alias } = planted
  const locationOf = (id: string): Location | undefined => {
    const found = operator.cpo.locations.find((location) => location.id === (id === alias?.id ? alias.of : id))
    return found && { ...found, id }
  }
  const ids = planted.cdrs.map(({ id }) => id)
  const cdrId = ids.at(-1)!
  const { country_code, party_id } = parcel.visit.location
  return {
    version,
    party: { country_code, party_id },
    kind,
    cdrId,
    touched: ids.filter((id) => id !== cdrId),
    session: planted.session && {
      id: planted.session.id,
      body: writer.session(planted.session as Session, locationOf),
    },
    cdrs: planted.cdrs.map((cdr: Cdr) => writer.cdr(cdr, locationOf)),
  }
}

function publishedIn(assigned: readonly Assigned[], version: Version): Tariff[] {
  return assigned.flatMap(({ parcel, planted }) => (parcel.version === version ? (planted.tariffs ?? []) : []))
}

/** The same seed, count and moment give the same corpus. `nowMs`: no charge that is right has ended later. */
export function generateCorpus(given: { seed: number; count: number; nowMs: number }): Corpus {
  const { seed, count, nowMs } = given
  const operators = VERSIONS.map((version, index) => createOperator(version, seed * 3 + index, nowMs))
  const parcels = operators.flatMap((operator) => imagineParcels(operator, Math.ceil((count * CHOICE) / 3), nowMs))
  const random = createRandom(seed ^ 0x636f72)
  const assigned = assign(parcels, count, random, nowMs)
  return {
    operators: operators.map(({ version, cpo }) => ({
      version,
      party: { country_code: cpo.settings.countryCode, party_id: cpo.settings.partyId },
      tariffs: [...cpo.tariffs, ...publishedIn(assigned, version)].map((tariff: Tariff) => ({
        id: tariff.id,
        body: WRITERS[version].tariff(tariff),
      })),
      locations: cpo.locations.map((location) => ({ id: location.id, body: WRITERS[version].location(location) })),
    })),
    cards: [
      ...operators.flatMap(({ drivers }) => drivers.map(({ token }) => token)),
      ...assigned.flatMap(({ planted }) => planted.cards ?? []),
    ],
    authorizations: assigned.flatMap(({ parcel, planted }) =>
      (planted.authorizations ?? []).map((entry) => ({ ...entry, version: parcel.version })),
    ),
    quotes: assigned.flatMap(({ parcel, planted }) =>
      planted.quote ? [{ ...planted.quote, version: parcel.version }] : [],
    ),
    items: assigned.toSorted((a, b) => a.parcel.written.endMs - b.parcel.written.endMs).map(toItem),
  }
}
