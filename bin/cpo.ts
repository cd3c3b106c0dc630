// The simulated operator as a process of its own: `npm run cpo`. Its remote control is told in
// lib/ocpi/testing/cpo/control.ts.
//
// CPO_PORT      port, 0 for a free one (0)        CPO_SPEED           seconds of charging a second (60)
// CPO_HOST      address to bind (127.0.0.1)       CPO_SEED            the same seed, the same network (2026)
// CPO_PUBLIC    the address others see            CPO_STATE           file that remembers across restarts
// CPO_COUNTRY, CPO_PARTY, CPO_NAME, CPO_CURRENCY  who it is (SE, KUL, Kustladd AB, SEK)
// CPO_TOKEN_ENCODING  base64, or raw as some peers do
// CPO_VERSIONS  what it offers of 2.1.1, 2.2.1 and 2.3.0 (2.2.1), such as 2.2.1,2.3.0
// CPO_HUB       1 for a hub with four operators behind it
// CPO_LOCATIONS, CPO_EVSES, CPO_PAGE_LIMIT  a network of that size, made on demand; EVSEs each (2); a page (100)
// CPO_RESERVATION_FEES  1 for tariffs with a price for reservations
// CPO_MISBEHAVE standing faults from the start, such as ignores_offset,slow=2000,missing_required_field@tariffs
import { readVersions } from '../lib/ocpi/testing/cpo/registration'
import { readFault } from '../lib/ocpi/testing/cpo/standing'
import { startCpo } from '../lib/ocpi/testing/cpo/start-cpo'

function whole(name: string): number | undefined {
  const text = process.env[name]
  if (!text) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  console.error(`${name} must be a whole number, not "${text}"`)
  process.exit(1)
}

/** A variable that is read by rules of its own; one that cannot be read ends the process. */
function readAs<T>(name: string, read: (text: string) => T): T | undefined {
  const text = process.env[name]
  if (!text) return undefined
  try {
    return read(text)
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  }
}

function faults(text: string): string[] {
  const named = text.split(',').filter(Boolean)
  named.forEach(readFault)
  return named
}

const { env } = process
const cpo = await startCpo({
  port: whole('CPO_PORT'),
  host: env.CPO_HOST,
  publicUrl: env.CPO_PUBLIC,
  countryCode: env.CPO_COUNTRY,
  partyId: env.CPO_PARTY,
  name: env.CPO_NAME,
  currency: env.CPO_CURRENCY,
  seed: whole('CPO_SEED'),
  speed: whole('CPO_SPEED'),
  tokenEncoding: env.CPO_TOKEN_ENCODING === 'raw' ? 'raw' : 'base64',
  stateFile: env.CPO_STATE,
  versions: readAs('CPO_VERSIONS', readVersions),
  hub: env.CPO_HUB === '1' ? true : undefined,
  locations: whole('CPO_LOCATIONS'),
  evsesEach: whole('CPO_EVSES'),
  pageLimit: whole('CPO_PAGE_LIMIT'),
  reservationFees: env.CPO_RESERVATION_FEES === '1',
  misbehave: readAs('CPO_MISBEHAVE', faults),
  log: (line) => console.log(line),
})
console.log(`cpo listening on http://127.0.0.1:${cpo.port}`)
process.send?.({ ready: true })

const end = () => void cpo.close().then(() => process.exit(0))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
// Whoever started us has died.
if (process.send) process.once('disconnect', end)
