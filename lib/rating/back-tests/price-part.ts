// The hot loop of a back-test: reads one part of the charges as a stream and prices each by the rules that are tried.
import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import { hotSql } from '@/db/client'
import type { CustomerId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import {
  createTally,
  powerBandOf,
  type BackTestReport,
  type PartOrder,
  type Tally,
  type TriedCustomer,
} from '../core/back-test'
import { unpackCharge } from '../core/pack-charge'
import { dependsOnMonth, PLAN_CURRENCY } from '../core/price-plan'
import type { PriceCharge, Trial } from './load-trial'

export type PricedPart = { part: number; charges: number; report: BackTestReport; customers: TriedCustomer[] }

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * Which charges are tried, as SQL over `r`: accepted ones of a customer, but for those that were taken back. COPY takes
 * no parameters, so that what is ours (instants and ids) is written into it.
 */
export function triedCharges({ from, to, versionIds }: Omit<PartOrder, 'rules'>): string {
  const versions =
    versionIds === null ? '' : `and r.price_plan_version_id in (${[...versionIds, ''].map(literal).join(', ')})`
  return `r.started_at >= ${literal(toIsoInstant(from))} and r.started_at < ${literal(toIsoInstant(to))} ${versions}
    and r.part is not null and not r.credit and r.net_minor is not null
    and r.cdr_id not in (select id from cdrs where status in ('pending', 'held', 'disputed') union all select id from cdrs where status = 'rejected')
    and not exists (select 1 from rated_charges k where k.reverses = r.cdr_id)`
}

/** A line of COPY: fields between tabs, `\N` for null, backslashes doubled. */
function priceLine(line: string, price: PriceCharge, tally: Tally): void {
  const [customerId, partnerId, net, gross, cost, currency, packed] = line.split('\t') as string[] // the columns of the statement below
  if (packed === undefined || packed === '\\N') return tally.skip('unreadable')
  const charge = unpackCharge(packed.includes('\\') ? packed.replaceAll('\\\\', '\\') : packed)
  const after = price(customerId as CustomerId, charge) // as it is stored
  if (!after.ok) return tally.skip(after.reason)
  tally.add(customerId!, {
    partnerId: partnerId!, // the columns of the statement below
    band: powerBandOf(charge.facts.current, charge.facts.powerKw),
    before: { netMinor: BigInt(net!), grossMinor: BigInt(gross!) },
    after: after.value,
    costMinor: cost === '\\N' || currency !== PLAN_CURRENCY ? null : BigInt(cost!),
  })
}

/** Prices all charges of one part. Reads as it prices: memory does not grow with the charges. */
export async function pricePart(order: PartOrder, trial: Trial, part: number): Promise<PricedPart> {
  const price = await trial.meet(part)
  const inOrder = dependsOnMonth(order.rules) ? 'order by r.customer_id, r.started_at' : ''
  const stream: Readable = await hotSql()
    .unsafe(
      `copy (select r.customer_id, r.partner_id, r.net_minor, r.gross_minor, r.cost_minor, r.currency, r.facts
        from rated_charges r where r.part = ${Number(part)} and ${triedCharges(order)} ${inOrder}) to stdout`,
    )
    .readable()
  const tally = createTally()
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let charges = 0
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n') // the driver yields buffers
    rest = lines.pop() ?? ''
    for (const line of lines) priceLine(line, price, tally)
    charges += lines.length
  }
  // The driver may have paused its socket for this stream, and after the end nobody asks it to go on.
  stream._read(0) // oxlint-disable-line no-underscore-dangle -- Node's own name
  return { part, charges, ...tally.finish() }
}
