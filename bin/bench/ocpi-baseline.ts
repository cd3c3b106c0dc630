// What the OCPI server is compared with: a bare node:http server that parses, validates with zod and runs one prepared
// statement. No authentication, no envelope ids, no evidence, no audit, no job, no log.
import { createServer, type IncomingMessage } from 'node:http'
import postgres from 'postgres'
import { z } from 'zod'

const sql = postgres(process.env['DATABASE_URL'] ?? '', { max: 10, onnotice: () => undefined })

const Price = z.object({ excl_vat: z.number(), incl_vat: z.number().optional() })
const Text = (max: number) => z.string().max(max)
const Component = z.object({
  type: z.string(),
  price: z.number(),
  vat: z.number().optional(),
  step_size: z.number().int(),
})
const Tariff = z.object({
  country_code: Text(2),
  party_id: Text(3),
  id: Text(36),
  currency: Text(3),
  type: z.string().optional(),
  elements: z.array(z.object({ price_components: z.array(Component) })),
  last_updated: Text(25),
})
const Cdr = z.object({
  country_code: Text(2),
  party_id: Text(3),
  id: Text(39),
  start_date_time: Text(25),
  end_date_time: Text(25),
  session_id: Text(36).optional(),
  cdr_token: z.object({
    country_code: Text(2),
    party_id: Text(3),
    uid: Text(36),
    type: z.string(),
    contract_id: Text(36),
  }),
  auth_method: z.string(),
  cdr_location: z.object({
    id: Text(36),
    name: Text(255).optional(),
    address: Text(255),
    city: Text(45),
    postal_code: Text(10).optional(),
    country: Text(3),
    coordinates: z.object({ latitude: Text(10), longitude: Text(11) }),
    evse_uid: Text(36),
    evse_id: Text(48),
    connector_id: Text(36),
    connector_standard: z.string(),
    connector_format: z.string(),
    connector_power_type: z.string(),
  }),
  currency: Text(3),
  tariffs: z.array(Tariff),
  charging_periods: z.array(
    z.object({
      start_date_time: Text(25),
      dimensions: z.array(z.object({ type: z.string(), volume: z.number() })),
      tariff_id: Text(36).optional(),
    }),
  ),
  total_cost: Price,
  total_energy: z.number(),
  total_energy_cost: Price.optional(),
  total_time: z.number(),
  last_updated: Text(25),
})

async function storeCdr(text: string): Promise<string> {
  const cdr = Cdr.parse(JSON.parse(text))
  await sql`
    insert into bench_cdrs (country_code, party_id, id, started_at, currency, total_excl, energy_kwh, body)
    values (${cdr.country_code}, ${cdr.party_id}, ${cdr.id}, ${cdr.start_date_time}, ${cdr.currency}, ${cdr.total_cost.excl_vat},
      ${cdr.total_energy}, ${text}::text::json)
    on conflict (country_code, party_id, id) do update set started_at = excluded.started_at, currency = excluded.currency,
      total_excl = excluded.total_excl, energy_kwh = excluded.energy_kwh, body = excluded.body`
  return '{"status_code":1000}'
}

const References = z.object({ location_id: Text(36), evse_uids: z.array(Text(36)).optional() })

async function authorize(url: string, text: string): Promise<string> {
  if (text !== '') References.parse(JSON.parse(text))
  const uid = url.split('/')[5] ?? ''
  const [token] =
    await sql`select id, uid, type, contract_id, issuer, state from tokens where uid_key = ${uid} and type = 'RFID'`
  return JSON.stringify({
    data: { allowed: token?.['state'] === 'active' ? 'ALLOWED' : 'BLOCKED', token },
    status_code: 1000,
  })
}

function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
  })
}

const server = createServer((request, response) => {
  const url = request.url ?? ''
  void readText(request)
    .then((text) => (url.endsWith('/authorize') ? authorize(url, text) : storeCdr(text)))
    .then((body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body))
    .catch((error: unknown) => response.writeHead(400).end(String(error)))
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port })) // a TCP address
process.once('SIGTERM', () => {
  server.closeAllConnections()
  server.close()
  void sql.end({ timeout: 5 }).then(() => process.exit(0))
})
