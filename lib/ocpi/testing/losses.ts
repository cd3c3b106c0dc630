// What an older version of OCPI cannot say, field by field, and what becomes of it: nothing, never a made-up value. The
// tests hold every adapter to exactly this list.
import type { WireJson } from '../wire/reader'

type Kind = 'cdr' | 'session' | 'tariff' | 'location'
/** `path` is that of the canonical object, `[]` for each item of a list. */
export type Loss = { path: string; becomes: (value: unknown, owner: WireJson) => unknown; why: string }

const nothing = () => null
const none = () => []

const PRICES = [
  'totalCost',
  'totalFixedCost',
  'totalEnergyCost',
  'totalTimeCost',
  'totalParkingCost',
  'totalReservationCost',
]
const taxNames = (path: string): Loss => ({
  path: `${path}.taxes`,
  becomes: none,
  why: 'only both sums, no tax by its name',
})

const SINCE_230: Loss[] = [
  { path: 'parkingPlaces', becomes: none, why: 'parking places came with 2.3.0' },
  { path: 'helpPhone', becomes: nothing, why: 'help_phone came with 2.3.0' },
  { path: 'evses[].parking', becomes: none, why: 'parking places came with 2.3.0' },
  { path: 'evses[].acceptedServiceProviders', becomes: none, why: 'came with 2.3.0' },
  { path: 'evses[].connectors[].capabilities', becomes: none, why: 'connectors have capabilities since 2.3.0' },
]

const UNTOLD_TOKEN: Loss = {
  path: 'token',
  becomes: (token) => {
    const contract = (token as { contractId: string }).contractId
    return { countryCode: null, partyId: null, uid: contract, type: 'UNKNOWN', contractId: contract }
  },
  why: '`auth_id` is the contract',
}
const bareAmount = (path: string): Loss[] => [
  { path: `${path}.incl`, becomes: nothing, why: 'amounts are without VAT' },
  taxNames(path),
]
const periodTariff: Loss = { path: 'chargingPeriods[].tariffId', becomes: nothing, why: 'periods name no tariff' }

const tariff211 = (prefix = ''): Loss[] => [
  ...['type', 'minPrice', 'maxPrice', 'startsAt', 'endsAt'].map((name) => ({
    path: `${prefix}${name}`,
    becomes: nothing,
    why: 'came with 2.2',
  })),
  { path: `${prefix}elements[].components[].vat`, becomes: nothing, why: 'components state no VAT: unknown, not zero' },
  {
    path: `${prefix}elements`,
    becomes: (elements) =>
      (elements as { restrictions: WireJson | null }[]).filter(
        ({ restrictions: r }) =>
          !r || [r['minCurrentA'], r['maxCurrentA'], r['reservation']].every((value) => value === null),
      ),
    why: 'an element whose condition cannot be said is left out, never made unconditional',
  },
]

export const LOSSES: Readonly<Record<'2.2.1' | '2.1.1', Readonly<Record<Kind, readonly Loss[]>>>> = {
  '2.2.1': {
    cdr: PRICES.map(taxNames),
    session: [taxNames('totalCost')],
    tariff: [],
    location: SINCE_230,
  },
  '2.1.1': {
    cdr: [
      ...bareAmount('totalCost'),
      ...PRICES.slice(1).map((path) => ({ path, becomes: nothing, why: 'the total is the only cost' })),
      ...['sessionId', 'authorizationReference', 'signedData', 'invoiceReferenceId', 'creditReferenceId'].map(
        (path) => ({
          path,
          becomes: nothing,
          why: 'came with 2.2',
        }),
      ),
      ...['credit', 'homeChargingCompensation'].map((path) => ({ path, becomes: () => false, why: 'came with 2.2' })),
      { path: 'location.state', becomes: nothing, why: 'came with 2.2' },
      periodTariff,
      UNTOLD_TOKEN,
      ...tariff211('tariffs[].'),
    ],
    session: [
      ...bareAmount('totalCost'),
      { path: 'authorizationReference', becomes: nothing, why: 'came with 2.2' },
      periodTariff,
      UNTOLD_TOKEN,
    ],
    tariff: tariff211(),
    location: [
      ...SINCE_230,
      { path: 'publish', becomes: () => true, why: 'everything is published' },
      { path: 'publishAllowedTo', becomes: none, why: 'everything is published' },
      { path: 'state', becomes: nothing, why: 'came with 2.2' },
      {
        path: 'parkingType',
        becomes: (type) =>
          type === 'ON_DRIVEWAY' || type === 'ALONG_MOTORWAY' ? 'OTHER' : type === 'UNKNOWN' ? null : type,
        why: 'later types are OTHER, and UNKNOWN is what is written for none',
      },
      { path: 'evses[].connectors[].maxPowerW', becomes: nothing, why: 'voltage and amperage only' },
      {
        path: 'evses[].connectors[].tariffIds',
        becomes: (ids) => (ids as string[]).slice(0, 1),
        why: 'one tariff for a connector',
      },
    ],
  },
}

/** The object without what the version cannot say, and which of the losses it met. */
export function lose<T>(value: T, losses: readonly Loss[]): { left: T; met: string[] } {
  const left = structuredClone(value)
  const met = losses.filter((loss) => apply(left as WireJson, loss.path.split('.'), loss)).map(({ path }) => path)
  return { left, met }
}

function apply(owner: WireJson, path: readonly string[], loss: Loss): boolean {
  const [step, ...rest] = path
  if (step === undefined) return false
  const name = step.replace('[]', '')
  const value = owner[name]
  if (value === null || value === undefined) return false
  if (rest.length > 0) {
    const below = (step.endsWith('[]') ? value : [value]) as WireJson[]
    return below.map((each) => apply(each, rest, loss)).some(Boolean)
  }
  const next = loss.becomes(value, owner)
  owner[name] = next
  return JSON.stringify(next) !== JSON.stringify(value)
}
