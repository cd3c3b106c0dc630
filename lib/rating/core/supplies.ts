// Electricity and access to the network are two supplies (CJEU C-60/23, HFD 10 Feb 2025). What the operator does with
// its station is one supply of electricity (CJEU C-282/22), its start, time and parking fees included; what we ask for
// our network is the other. To reserve a socket belongs to the charge that follows (C-282/22 names it); where none does,
// there is no electricity that it could belong to, and it is the use of the station alone. docs/decisions/0006-supplies.md tells why; this table is the only place that says it.
import type { RetailLineKind, Supply } from './retail-line'

export const SUPPLIES: readonly Supply[] = ['electricity', 'access_fee']

export const SUPPLY_OF: Readonly<Record<RetailLineKind, Supply>> = {
  energy: 'electricity',
  operator_start_fee: 'electricity',
  operator_time_fee: 'electricity',
  operator_parking_fee: 'electricity',
  operator_reservation_fee: 'electricity',
  reservation_fee: 'access_fee',
  operator_adjustment: 'electricity',
  markup: 'access_fee',
  energy_markup: 'electricity',
  spot_credit: 'electricity',
  price_floor: 'electricity',
  price_cap: 'electricity',
  start_fee: 'access_fee',
  idle_fee: 'access_fee',
  monthly_fee: 'access_fee',
  // A reduction follows what it reduces: it is split among the supplies where it is made (reductions.ts).
  allowance: 'electricity',
  discount: 'electricity',
  session_cap: 'electricity',
  late_data: 'electricity',
  month_cap: 'electricity',
}
