// The values that some version of OCPI knows, by the place of the field: what is not among them was made up. Kept by us
// all the same (guide TR-74). Indexes of lists are written `*`.
import type { PullModule } from '@/lib/partners/core/sync-plan'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const AUTH_METHOD = words('AUTH_REQUEST COMMAND WHITELIST')
const DIMENSION = words(
  'CURRENT ENERGY ENERGY_EXPORT ENERGY_IMPORT FLAT MAX_CURRENT MAX_POWER MIN_CURRENT MIN_POWER PARKING_TIME POWER RESERVATION_TIME RESERVATION_EXPIRES RESERVATION_OVERTIME STATE_OF_CHARGE TIME',
)
const POWER_TYPE = words('AC_1_PHASE AC_2_PHASE AC_2_PHASE_SPLIT AC_3_PHASE DC')
const FORMAT = words('SOCKET CABLE')
const STANDARD = words(
  'CHADEMO CHAOJI DOMESTIC_A DOMESTIC_B DOMESTIC_C DOMESTIC_D DOMESTIC_E DOMESTIC_F DOMESTIC_G DOMESTIC_H DOMESTIC_I DOMESTIC_J DOMESTIC_K DOMESTIC_L DOMESTIC_M DOMESTIC_N DOMESTIC_O GBT_AC GBT_DC IEC_60309_2_single_16 IEC_60309_2_three_16 IEC_60309_2_three_32 IEC_60309_2_three_64 IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2 IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C MCS NEMA_5_20 NEMA_6_30 NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 NEMA_14_50 PANTOGRAPH_BOTTOM_UP PANTOGRAPH_TOP_DOWN SAE_J3400 TESLA_R TESLA_S',
)
const TOKEN_TYPE = words('AD_HOC_USER APP_USER OTHER RFID EMAID')

const TARIFF_PLACES = {
  '/type': words('AD_HOC_PAYMENT PROFILE_CHEAP PROFILE_FAST PROFILE_GREEN REGULAR'),
  '/tax_included': words('YES NO N/A'),
  '/elements/*/price_components/*/type': words('ENERGY FLAT PARKING_TIME TIME'),
  '/elements/*/restrictions/day_of_week/*': words('MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY'),
  '/elements/*/restrictions/reservation': words('RESERVATION RESERVATION_EXPIRES'),
} as const

/** Every place of a tariff as it stands within a CDR. */
const TARIFFS_OF_CDR = Object.fromEntries(
  Object.entries(TARIFF_PLACES).map(([place, values]) => [`/tariffs/*${place}`, values]),
)

export const KNOWN_VALUES: Readonly<Record<PullModule, Readonly<Record<string, ReadonlySet<string>>>>> = {
  locations: {
    '/type': words('ON_STREET PARKING_GARAGE UNDERGROUND_GARAGE PARKING_LOT OTHER UNKNOWN'),
    '/parking_type': words('ALONG_MOTORWAY PARKING_GARAGE PARKING_LOT ON_DRIVEWAY ON_STREET UNDERGROUND_GARAGE'),
    '/facilities/*': words(
      'HOTEL RESTAURANT CAFE MALL SUPERMARKET SPORT RECREATION_AREA NATURE MUSEUM BIKE_SHARING BUS_STOP TAXI_STAND TRAM_STOP METRO_STATION TRAIN_STATION AIRPORT PARKING_LOT CARPOOL_PARKING FUEL_STATION WIFI',
    ),
    '/evses/*/status': words('AVAILABLE BLOCKED CHARGING INOPERATIVE OUTOFORDER PLANNED REMOVED RESERVED UNKNOWN'),
    '/evses/*/capabilities/*': words(
      'CHARGING_PROFILE_CAPABLE CHARGING_PREFERENCES_CAPABLE CHIP_CARD_SUPPORT CONTACTLESS_CARD_SUPPORT CREDIT_CARD_PAYABLE DEBIT_CARD_PAYABLE PED_TERMINAL REMOTE_START_STOP_CAPABLE RESERVABLE RFID_READER START_SESSION_CONNECTOR_REQUIRED TOKEN_GROUP_CAPABLE UNLOCK_CAPABLE',
    ),
    '/evses/*/parking_restrictions/*': words('EV_ONLY PLUGGED DISABLED CUSTOMERS MOTORCYCLES TAXI TENANTS'),
    '/evses/*/connectors/*/standard': STANDARD,
    '/evses/*/connectors/*/format': FORMAT,
    '/evses/*/connectors/*/power_type': POWER_TYPE,
  },
  tariffs: TARIFF_PLACES,
  sessions: {
    '/auth_method': AUTH_METHOD,
    '/status': words('ACTIVE COMPLETED INVALID PENDING RESERVATION'),
    '/cdr_token/type': TOKEN_TYPE,
    '/charging_periods/*/dimensions/*/type': DIMENSION,
  },
  cdrs: {
    ...TARIFFS_OF_CDR,
    '/auth_method': AUTH_METHOD,
    '/cdr_token/type': TOKEN_TYPE,
    '/charging_periods/*/dimensions/*/type': DIMENSION,
    '/cdr_location/connector_standard': STANDARD,
    '/cdr_location/connector_format': FORMAT,
    '/cdr_location/connector_power_type': POWER_TYPE,
  },
}
