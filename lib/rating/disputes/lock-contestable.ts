// Which CDRs a case can be opened about, and what is known of each: the same for who is shown it and for who does it.
import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, CustomerId, PartnerId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, instant, localDate, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { standardTerms, type AgreementTerms } from '@/lib/roaming/core/agreement'
import { loadAgreements } from '../cdrs/load-agreements'
import { idList } from '../cdrs/load-cdr-subjects'
import type { Conversion } from '../core/exchange'

export type Contestable = {
  cdrId: CdrId
  partnerId: PartnerId
  customerId: CustomerId | null
  status: CdrStatus
  currency: string
  cpoExcl: DecimalString | null
  /** What the agreement in force gives. */
  agreedExcl: DecimalString | null
  conversion: Conversion | null
  /** What the customer pays of it while only its price is in doubt, if it is on no invoice. */
  goesOnMinor: bigint
  billed: boolean
  /** The last day on which the agreement lets us contest it. */
  windowEnds: CalendarDate
}

type Row = Omit<Contestable, 'windowEnds' | 'goesOnMinor'> & {
  goes_on: string | null
  country_code: string
  party: string
  started: number
  received: number
  credit: boolean
  home_charging: boolean
  credited: boolean
  contested: boolean
}

function refusalOf({ credit, home_charging, contested, credited, status }: Row): string | null {
  if (credit) return 'a credit is not contested, its original is'
  if (home_charging) return 'a charge at home is paid to the customer'
  if (contested) return 'the CDR is in a case already'
  if (credited) return 'the operator has credited the CDR'
  return status === 'pending' || status === 'rejected' ? `the CDR is ${status}` : null
}

export type Contestables = { contestable: Contestable[]; refused: { cdrId: CdrId; reason: string }[] }

/**
 * Locks CDRs that cases are to be opened about. Names and leaves out credits, what was not checked yet, what nobody pays,
 * what the operator has taken back, charges at home, what does not exist, and what a live case is about already.
 */
export async function lockContestable(db: Tx, cdrIds: readonly CdrId[]): Promise<Contestables> {
  return sortOut(db, cdrIds, await loadRows(db, cdrIds, sql`for update of c`))
}

/** What `lockContestable` would answer now, for who only looks. */
export async function previewContestable(db: Reader, cdrIds: readonly CdrId[]): Promise<Contestables> {
  return sortOut(db, cdrIds, await loadRows(db, cdrIds, sql``))
}

async function loadRows(db: Reader, cdrIds: readonly CdrId[], lock: SQL): Promise<Row[]> {
  return (await db.execute(sql`
    select c.id as "cdrId", c.partner_id as "partnerId", c.customer_id as "customerId", c.status, c.currency,
      coalesce(r.cpo_excl, c.total_excl)::text as "cpoExcl", r.agreed_excl::text as "agreedExcl", r.conversion,
      c.credit, c.home_charging, c.country_code, upper(c.country_code || '*' || c.party_id) as party,
      extract(epoch from c.started_at)::float8 * 1000 as started, extract(epoch from c.received_at)::float8 * 1000 as received,
      exists (select 1 from invoiced_cdrs b join invoices i on i.id = b.invoice_id and i.state <> 'draft'
        where b.cdr_id = c.id) as billed,
      case when r.protects_customer or c.status = 'accepted' and c.customer_id is not null then r.retail_net_minor::text end as goes_on,
      exists (select 1 from cdrs k where k.credit and k.credited_key = c.key and k.status = 'accepted') as credited,
      exists (select 1 from dispute_cdrs d where d.cdr_id = c.id and d.settled_at is null) as contested
    from cdrs c left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where c.id in ${idList(cdrIds)} order by c.id ${lock}`)) as unknown as Row[] // the columns of the statement
}

async function sortOut(db: Reader, cdrIds: readonly CdrId[], rows: readonly Row[]): Promise<Contestables> {
  const agreements = await loadAgreements(db, [...new Set(rows.map((row) => row.partnerId))])
  const known = new Set(rows.map(({ cdrId }) => cdrId))
  const unknown = [...new Set(cdrIds)].filter((cdrId) => !known.has(cdrId))
  const found: Contestables = {
    contestable: [],
    refused: unknown.map((cdrId) => ({ cdrId, reason: 'there is no such CDR' })),
  }
  for (const row of rows) {
    const { cdrId, partnerId, customerId, status, currency, cpoExcl, agreedExcl, conversion, billed } = row
    const reason = refusalOf(row)
    if (reason !== null) {
      found.refused.push({ cdrId, reason })
      continue
    }
    const agreement = agreements.find(partnerId, row.party, instant(Math.round(row.started)))
    const terms = agreement?.terms ?? standardTerms(row.country_code)
    const windowEnds = windowEndOf(terms, instant(Math.round(row.received)))
    const money = { currency, cpoExcl, agreedExcl, conversion, goesOnMinor: BigInt(row.goes_on ?? 0), billed }
    found.contestable.push({ cdrId, partnerId, customerId, status, ...money, windowEnds })
  }
  return found
}

/** The last day on which a CDR that came then may be disputed. */
export function windowEndOf({ disputeDays }: Pick<AgreementTerms, 'disputeDays'>, receivedAt: Instant): CalendarDate {
  return addDays(localDate(receivedAt, BILLING_ZONE), disputeDays)
}
