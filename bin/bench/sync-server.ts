// A partner with more charging points than fit into memory: each page of its list is made when it is asked for.
import { createServer } from 'node:http'

const EVSES = Number(process.env['BENCH_SYNC_EVSES'] ?? 100_000)
const EVSES_EACH = 4
const LOCATIONS = Math.ceil(EVSES / EVSES_EACH)
const PAGE = 100

const evse = (site: number, at: number) => ({
  uid: `SITE${site}-${at}`,
  evse_id: `SE*BEN*E${site}*${at}`,
  status: 'AVAILABLE',
  capabilities: ['RFID_READER', 'REMOTE_START_STOP_CAPABLE'],
  connectors: [1, 2].map((id) => ({
    id: String(id),
    standard: 'IEC_62196_T2',
    format: 'SOCKET',
    power_type: 'AC_3_PHASE',
    max_voltage: 230,
    max_amperage: 32,
    max_electric_power: 22_000,
    tariff_ids: ['BEN-AC'],
    last_updated: '2026-09-01T08:00:00Z',
  })),
  physical_reference: String(at),
  last_updated: '2026-09-01T08:00:00Z',
})

const location = (site: number) => ({
  country_code: 'SE',
  party_id: 'BEN',
  id: `SITE${site}`,
  publish: true,
  name: `Laddplats ${site}`,
  address: `Kungsgatan ${site}`,
  city: 'Göteborg',
  postal_code: '411 19',
  country: 'SWE',
  coordinates: { latitude: '57.704550', longitude: '11.966110' },
  evses: Array.from({ length: EVSES_EACH }, (_, at) => evse(site, at)),
  operator: { name: 'Bench' },
  time_zone: 'Europe/Stockholm',
  opening_times: { twentyfourseven: true },
  last_updated: '2026-09-01T08:00:00Z',
})

const server = createServer((request, response) => {
  const { searchParams, pathname } = new URL(request.url ?? '/', 'http://localhost')
  const offset = Number(searchParams.get('offset') ?? 0)
  const length = Math.max(0, Math.min(PAGE, LOCATIONS - offset))
  const data = Array.from({ length }, (_, index) => location(offset + index))
  const next = offset + PAGE
  response.setHeader('content-type', 'application/json')
  response.setHeader('x-total-count', String(LOCATIONS))
  response.setHeader('x-limit', String(PAGE))
  if (next < LOCATIONS) {
    const address = `http://${request.headers.host}${pathname}?offset=${next}&limit=${PAGE}`
    response.setHeader('link', `<${address}>; rel="next"`)
  }
  response.end(JSON.stringify({ data, status_code: 1000, timestamp: '2026-09-01T08:00:00Z' }))
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port })) // a TCP address
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  process.exit(0)
})
