// The data of the billing measurement, and the one statement that it is measured against.

type Seed = (cdrs: number, customers: number) => string

/** Sessions spread over October, two lines each, the first with four parts; amounts differ from row to row. */
export const SEED: readonly Seed[] = [
  () => `
    insert into partners (id, name, country_code, party_id, state, quirks, created_at, updated_at)
    values ('prt_1', 'Kustladd', 'SE', 'KUL', 'registered', '{}', now(), now())`,
  () => `
    insert into sellers (id, name, trade_name, organisation_number, vat_number, street, postal_code, city, country, seat, bankgiro, swish, phone, email)
    values ('nordviken', 'Nordviken Elhandel AB', 'Nordviken Elhandel', '559999-0012', 'SE559999001201', 'Box 114', '821 22', 'Bollnäs', 'SE',
      'Bollnäs', '5050-1055', '1231181189', '0278-555 10', 'hej@nordviken.example')`,
  (_, customers) => `
    insert into customers (id, kind, name, email, street, postal_code, city, created_at, updated_at)
    select 'cus_' || upper(substr(md5('c' || n), 1, 26)), 'private', 'Kund ' || n, 'kund' || n || '@example.com', 'Storgatan ' || n, '753 33',
      'Uppsala', '2026-01-01', '2026-01-01' from generate_series(1, ${customers}) n`,
  (cdrs, customers) => `
    insert into cdrs (id, partner_id, country_code, party_id, ocpi_id, key, status, customer_id, token_uid, started_at, ended_at, currency,
      energy_kwh, total_excl, credit, place_name, city, country, evse_uid, time_zone, zone_source, power_type, body, received, content_hash,
      source, received_at)
    select 'cdr_' || upper(substr(md5('d' || n), 1, 26)), 'prt_1', 'SE', 'KUL', 'C' || n, 'SE*KUL*C' || n, 'accepted',
      'cus_' || upper(substr(md5('c' || (n % ${customers} + 1)), 1, 26)), 'T' || n,
      timestamptz '2026-10-01 06:00Z' + (n % 40000) * interval '1 minute', timestamptz '2026-10-01 06:40Z' + (n % 40000) * interval '1 minute',
      'SEK', 10 + (n % 300) / 10.0, 100, false, 'Plats ' || (n % 97), 'Gävle', 'SWE', 'E1', 'Europe/Stockholm', 'location', 'DC', '{}', '{}',
      'x', 'push', now() from generate_series(1, ${cdrs}) n`,
  () => `
    insert into ratings (id, cdr_id, revision, customer_id, partner_id, started_at, engine_version, tariff_source, currency, retail_net_minor,
      retail_vat_minor, retail_gross_minor, lines, breakdown, rated_at)
    select 'rat_' || substr(id, 5), id, 1, customer_id, 'prt_1', started_at, '1', 'cdr', 'SEK', net + 392, round((net + 392) * 0.25),
      net + 392 + round((net + 392) * 0.25), json_build_array(
        json_build_object('kind', 'energy', 'supply', 'electricity', 'quantity', energy_kwh::text, 'unit', 'KWH', 'unitPrice', '3.592',
          'netMinor', net::text, 'vatPercent', '25', 'parts', (select json_agg(json_build_object('startedAt', 1790834400000 + p * 600000,
            'endedAt', 1790834400000 + p * 600000 + 600000, 'quantity', (energy_kwh / 4)::numeric(12, 4)::text, 'unitPrice', '3.592',
            'amount', (energy_kwh * 0.898)::numeric(12, 5)::text, 'element', 0)) from generate_series(0, 3) p)),
        json_build_object('kind', 'start_fee', 'supply', 'access_fee', 'quantity', '1', 'unit', 'EA', 'unitPrice', '3.92', 'netMinor', '392',
          'vatPercent', '25', 'parts', json_build_array(json_build_object('startedAt', 1790834400000, 'endedAt', 1790834400000, 'quantity', '1',
          'unitPrice', '3.92', 'amount', '3.92', 'element', null)))), '{}', now()
    from (select *, round(energy_kwh * 359.2)::bigint as net from cdrs) c`,
]

/** Everything a finalised run leaves behind, written by the database alone. */
export const ONE_STATEMENT = `
with due as (
  select c.id as cdr_id, c.customer_id, r.id as rating_id, r.lines, r.retail_net_minor, r.retail_gross_minor, c.started_at, c.ended_at,
    c.time_zone, c.place_name, c.city, c.energy_kwh, p.name as operator_name
  from cdrs c join ratings r on r.cdr_id = c.id and r.superseded_at is null join partners p on p.id = c.partner_id
  where c.status = 'accepted' and c.started_at < '2026-10-31 23:00Z' and not exists (select 1 from invoiced_cdrs b where b.cdr_id = c.id)),
lines as (
  select 'inl_' || upper(substr(md5(d.cdr_id || l.kind), 1, 26)) as id, d.cdr_id, d.rating_id, d.customer_id, l.*,
    row_number() over (partition by d.customer_id order by d.started_at, d.cdr_id) - 1 as position
  from due d cross join lateral json_to_recordset(d.lines) as l(kind text, supply text, quantity numeric, unit text, "unitPrice" numeric,
    "netMinor" bigint, "vatPercent" numeric)),
sums as (
  select customer_id, sum("netMinor")::bigint as net, coalesce(sum("netMinor") filter (where supply = 'electricity'), 0)::bigint as electricity,
    round(sum("netMinor") * 0.25)::bigint as vat from lines group by customer_id),
sessions as (
  select customer_id, json_agg(json_build_object('cdrId', cdr_id, 'startedAt', (extract(epoch from started_at) * 1000)::bigint, 'endedAt',
    (extract(epoch from ended_at) * 1000)::bigint, 'timeZone', time_zone, 'placeName', place_name, 'city', city, 'operatorName', operator_name,
    'energyKwh', energy_kwh::text, 'netMinor', retail_net_minor::text, 'grossMinor', retail_gross_minor::text, 'lines', lines)
    order by started_at, cdr_id) as sessions from due group by customer_id),
numbered as (
  select s.*, t.sessions, k.name, k.street, k.postal_code, k.city, k.number as customer_number, row_number() over (order by k.number) as number,
    'inv_' || upper(substr(md5(s.customer_id), 1, 26)) as id, (net + vat + 50) / 100 * 100 as payable
  from sums s join sessions t using (customer_id) join customers k on k.id = s.customer_id),
series as (
  insert into number_series (seller_id, series, next_number) select 'nordviken', '2611', count(*) + 1 from numbered),
run as (
  insert into billing_runs (id, period, state, created_at, finalized_at) values ('run_1', '2026-10', 'finalized', now(), now())),
issued as (
  insert into invoices (id, kind, state, seller_id, series, number, customer_id, billing_run_id, period, currency, net_minor, vat_minor,
    gross_minor, rounding_minor, payable_minor, settled_minor, invoice_date, due_date, ocr, snapshot, created_at, finalized_at)
  select id, 'invoice', 'finalized', 'nordviken', '2611', number, customer_id, 'run_1', '2026-10', 'SEK', net, vat, net + vat,
    payable - net - vat, payable, 0, '2026-11-02', '2026-12-02', '2611' || lpad(number::text, 5, '0') || '10',
    json_build_object('version', 1, 'kind', 'invoice', 'locale', 'sv', 'number', '2611-' || lpad(number::text, 5, '0'), 'invoiceDate', '2026-11-02',
      'dueDate', '2026-12-02', 'ocr', '2611' || lpad(number::text, 5, '0') || '10', 'period', '2026-10', 'currency', 'SEK',
      'seller', (select row_to_json(x) from sellers x limit 1),
      'customer', json_build_object('id', customer_id, 'number', customer_number, 'name', name, 'street', street, 'postalCode', postal_code, 'city', city),
      'sessions', sessions, 'fees', '[]'::json, 'vat', json_build_array(
        json_build_object('supply', 'electricity', 'code', 'EL25', 'category', 'S', 'vatPercent', '25', 'netMinor', electricity::text, 'vatMinor', round(electricity * 0.25)::text),
        json_build_object('supply', 'access_fee', 'code', 'AVG25', 'category', 'S', 'vatPercent', '25', 'netMinor', (net - electricity)::text, 'vatMinor', (vat - round(electricity * 0.25))::text)),
      'roundingMinor', (payable - net - vat)::text, 'payableMinor', payable::text, 'original', null, 'reason', ''), now(), now() from numbered),
written as (
  insert into invoice_lines (id, invoice_id, position, cdr_id, rating_id, kind, supply, quantity, unit, unit_price, net_minor, vat_category, vat_code, vat_percent)
  select l.id, n.id, l.position, l.cdr_id, l.rating_id, l.kind, l.supply, l.quantity, l.unit, l."unitPrice", l."netMinor", 'S',
    case l.supply when 'electricity' then 'EL25' else 'AVG25' end, l."vatPercent" from lines l join numbered n using (customer_id)),
claimed as (
  insert into invoiced_cdrs (cdr_id, outcome, invoice_id, rating_id) select d.cdr_id, 'billed', n.id, d.rating_id from due d join numbered n using (customer_id)),
entries as (
  insert into journal_entries (id, entry_date, posted_at, template, source_id, description, idempotency_key)
  select 'jnl_' || substr(id, 5), '2026-11-02', now(), 'invoice-finalized', id, 'Faktura 2611-' || lpad(number::text, 5, '0'), 'invoice-finalized:' || id from numbered),
booked as (
  insert into postings (entry_id, account, amount_minor, currency, customer_id, invoice_id)
  select 'jnl_' || substr(n.id, 5), p.account, p.amount, 'SEK', n.customer_id, n.id from numbered n cross join lateral (values
    (1510, n.payable), (3001, -n.electricity), (3041, n.electricity - n.net), (2611, -n.vat), (3740, n.net + n.vat - n.payable)) p(account, amount)
  where p.amount <> 0),
audited as (
  insert into audit_events (at, actor, actor_id, action, entity, entity_id, customer_id, request_id, after)
  select now(), 'system', 'bench', 'invoice.finalize', 'invoice', id, customer_id, 'bench', json_build_object('number', number, 'payableMinor', payable) from numbered)
select count(graphile_worker.add_job('make-invoice-document', json_build_object('invoiceId', id), max_attempts => 10, job_key => 'document:' || id)) from numbered`
