// The operators of a corpus: one a version, each with the Swedish part of the simulated network and cards of its own.
import { createDrivers, type Driver } from '../driver-habits'
import { createCpo, type Cpo } from '../cpo'
import type { Clock } from '../clock'
import type { Tariff } from '../wire'
import type { Version } from '../version'

export type CorpusOperator = { version: Version; cpo: Cpo; drivers: Driver[] }

const PARTIES: Readonly<Record<Version, string>> = { '2.1.1': 'KAA', '2.2.1': 'KBB', '2.3.0': 'KCC' }
/** One counts in euro: what it does is checked in that, and its customers pay kronor. */
const CURRENCIES: Readonly<Record<Version, string>> = { '2.1.1': 'SEK', '2.2.1': 'SEK', '2.3.0': 'EUR' }
const DRIVERS = 150

function fixedClock(nowMs: number): Clock {
  return { now: () => nowMs, sleep: () => Promise.resolve() }
}

/** A lower cap, so that ordinary charges reach it. 2.1.1 knows no bounds: its operator has none. */
function boundsFor(version: Version, { min_price, max_price, ...tariff }: Tariff): Tariff {
  if (version === '2.1.1' || !min_price || !max_price) return tariff
  return { ...tariff, min_price, max_price: { excl_vat: 80, incl_vat: 100 } }
}

export function createOperator(version: Version, seed: number, nowMs: number): CorpusOperator {
  const settings = {
    countryCode: 'SE',
    partyId: PARTIES[version],
    name: 'Kustladd AB',
    currency: CURRENCIES[version],
    seed,
    speed: 1,
    tokenEncoding: 'base64',
    tickMs: 1000,
    commandDelayMs: 0,
    cdrDelayMs: 0,
    periodSeconds: 900,
    // 2.1.1 cannot say what a reservation costs.
    reservationFees: version !== '2.1.1',
    locations: 0,
    evsesEach: 2,
    pageLimit: 100,
    profilePauseMs: 0,
    versions: [version],
    misbehave: [],
  } as const
  const cpo = createCpo({ ...settings, versions: [version], misbehave: [] }, fixedClock(nowMs), () => {})
  cpo.locations = cpo.locations.filter(({ country, publish }) => country === 'SWE' && publish)
  cpo.tariffs = cpo.tariffs.map((tariff) => boundsFor(version, tariff))
  const wishes = Array.from({ length: DRIVERS }, (_, index) => cardOf(version, index))
  return { version, cpo, drivers: createDrivers(cpo, wishes) }
}

/** A card that is the eMSP's: the number tells which. */
export function cardOf(version: Version, index: number) {
  const number = (index + 1).toString(16).toUpperCase().padStart(6, '0')
  const uid = `04${version.replaceAll('.', '')}${number}`.padEnd(14, '0')
  return { country_code: 'SE', party_id: 'LDN', uid, type: 'RFID', contract_id: `SE-LDN-C${uid.slice(2, 11)}` }
}
