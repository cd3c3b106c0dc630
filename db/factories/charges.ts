// Rows that billing starts from, made past the verbs: a customer, and accepted, rated CDRs of theirs.
import type postgres from 'postgres'
import { newId, type CdrId, type CustomerId, type PartnerId, type RatingId } from '@/lib/kernel/ids'
import { parseInstant, type Instant } from '@/lib/kernel/time'
import { vatOf } from '@/lib/billing/core/vat'

export function at(text: string): Instant {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(`no instant: ${text}`)
  return parsed
}

const NOW = at('2026-10-01T00:00:00Z')
let serial = 0

export async function makePartner(sql: postgres.Sql, name = 'Kustladd'): Promise<PartnerId> {
  const id = newId('partner', NOW)
  serial += 1
  const party = `K${serial.toString(36).padStart(2, '0').toUpperCase()}`
  await sql`
    insert into partners (id, name, country_code, party_id, state, quirks, created_at, updated_at)
    values (${id}, ${name}, 'SE', ${party}, 'registered', '{}', now(), now())`
  return id
}

export async function makeCustomer(sql: postgres.Sql, name = 'Elin Sandberg'): Promise<CustomerId> {
  const id = newId('customer', NOW)
  await sql`
    insert into customers (id, kind, name, email, street, postal_code, city, created_at, updated_at)
    values (${id}, 'private', ${name}, ${`${id}@example.com`}, 'Svartbäcksgatan 41 B', '753 33', 'Uppsala', '2026-01-01', '2026-01-01')`
  return id
}

export type ChargeFacts = {
  partnerId: PartnerId
  customerId: CustomerId | null
  startedAt?: string
  energyNetMinor?: bigint
  feeNetMinor?: bigint
  status?: 'pending' | 'accepted' | 'held' | 'disputed' | 'rejected'
  placeName?: string
  city?: string
  /** Left out: the CDR has no rating. */
  rated?: boolean
  credits?: { key: string }
}
export type MadeCharge = { cdrId: CdrId; ratingId: RatingId; key: string; grossMinor: bigint }

/** A session with an energy line and, if asked, a start fee; 10 kWh at whatever that makes. */
export async function makeCharge(sql: postgres.Sql, facts: ChargeFacts): Promise<MadeCharge> {
  const cdrId = newId('cdr', NOW)
  const ratingId = newId('rating', NOW)
  const startedAt = at(facts.startedAt ?? '2026-10-10T07:41:00Z')
  const endedAt = startedAt + 1_860_000
  const key = `SE*KUL*${cdrId}`
  const energy = facts.energyNetMinor ?? 16_638n
  const fee = facts.feeNetMinor ?? 0n
  await sql`
    insert into cdrs (id, partner_id, country_code, party_id, ocpi_id, key, status, customer_id, token_uid, started_at, ended_at, currency,
      energy_kwh, total_excl, credit, credited_key, place_name, city, country, evse_uid, time_zone, zone_source, power_type, body, received,
      content_hash, source, received_at)
    values (${cdrId}, ${facts.partnerId}, 'SE', 'KUL', ${cdrId}, ${key}, ${facts.status ?? 'accepted'}, ${facts.customerId}, 'AA', ${new Date(startedAt).toISOString()},
      ${new Date(endedAt).toISOString()}, 'SEK', 10, ${facts.credits ? -100 : 100}, ${facts.credits !== undefined}, ${facts.credits?.key ?? null},
      ${facts.placeName ?? 'Gävle Bro'}, ${facts.city ?? 'Gävle'}, 'SWE', 'E1', 'Europe/Stockholm', 'location', 'DC', '{}', '{}', '\\x00', 'push', now())`
  const net = energy + fee
  const gross = net + vatOf(net, '25')
  if (facts.rated !== false && !facts.credits) {
    const line = (kind: string, supply: string, quantity: string, unit: string, netMinor: bigint) => {
      const unitPrice = (Number(netMinor) / 100 / Number(quantity)).toFixed(4)
      const amount = (Number(netMinor) / 100).toFixed(2)
      const parts = [{ startedAt, endedAt, quantity, unitPrice, amount, element: 0 }]
      return { kind, supply, quantity, unit, unitPrice, netMinor: netMinor.toString(), vatPercent: '25', parts }
    }
    const lines = [line('energy', 'electricity', '10', 'KWH', energy)]
    if (fee !== 0n) lines.push(line('start_fee', 'access_fee', '1', 'EA', fee))
    await sql`
      insert into ratings (id, cdr_id, revision, customer_id, partner_id, started_at, engine_version, tariff_source, currency,
        retail_net_minor, retail_vat_minor, retail_gross_minor, lines, breakdown, rated_at)
      values (${ratingId}, ${cdrId}, 1, ${facts.customerId}, ${facts.partnerId}, ${new Date(startedAt).toISOString()}, '1', 'cdr', 'SEK',
        ${net.toString()}, ${(gross - net).toString()}, ${gross.toString()}, ${sql.json(lines)}, '{}', now())`
  }
  return { cdrId, ratingId, key, grossMinor: gross }
}
