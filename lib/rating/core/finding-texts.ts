// The words of every finding, Swedish and English. Staff read them, and with a dispute the operator.
import type { FindingCode } from './finding'
import { PRICE_SENTENCES, type FindingText } from './price-finding-texts'

const text = (title: string, sentence: string): FindingText => ({ title, sentence })

export const SENTENCES: Readonly<Record<FindingCode, { sv: FindingText; en: FindingText }>> = {
  UNKNOWN_TOKEN: {
    sv: text('Okänt kort', 'Kortet {uid} hör inte till någon av våra kunder.'),
    en: text('Unknown card', 'The card {uid} belongs to none of our customers.'),
  },
  TOKEN_INVALID_AT_START: {
    sv: text('Spärrat kort', 'Kortet fick inte användas när laddningen började ({answer}).'),
    en: text('Card not valid', 'The card could not be used when the session started ({answer}).'),
  },
  TOKEN_NOT_FOR_PLACE: {
    sv: text('Fel plats för kortet', 'Kortet får bara användas på vissa platser, och {location} är ingen av dem.'),
    en: text('Place not allowed', 'The card is kept to certain places, and {location} is none of them.'),
  },
  AUTHORIZATION_UNKNOWN: {
    sv: text('Okänd referens', 'Operatören hänvisar till auktoriseringen {reference}, som vi inte har gett.'),
    en: text('Unknown reference', 'The operator refers to the authorization {reference}, which we did not give.'),
  },
  AUTHORIZATION_OTHER_TOKEN: {
    sv: text('Annat kort', 'Auktoriseringen {reference} gällde ett annat kort än det som CDR:en nämner.'),
    en: text('Another card', 'The authorization {reference} was for another card than the one that the CDR names.'),
  },
  NO_AGREEMENT: {
    sv: text('Inget avtal', 'Inget roamingavtal med {party} gällde när laddningen började.'),
    en: text('No agreement', 'No roaming agreement with {party} was in force when the session started.'),
  },
  UNKNOWN_PARTY: {
    sv: text('Okänd part', 'Parten {party} finns inte bland dem som anslutningen har anmält.'),
    en: text('Unknown party', 'The party {party} is not among those that the connection announced.'),
  },
  CHECK_FAILED: {
    sv: text('Gick inte att kontrollera', 'Kontrollen gick inte att göra. Felet finns i loggen ({error}).'),
    en: text('Could not be checked', 'The check could not be made. The error is in the log ({error}).'),
  },
  DUPLICATE_CONTENT: {
    sv: text('Dubblett', 'Samma laddning, samma energi och samma pris som i {id}, under ett annat id.'),
    en: text('Duplicate', 'The same session, energy and price as in {id}, under another id.'),
  },
  PARKING_SUM_MISMATCH: {
    sv: text('Fel parkeringssumma', 'Angiven parkering är {stated:hours}, men perioderna ger {found:hours}.'),
    en: text('Wrong sum of parking', 'The parking stated is {stated:hours}, but the periods give {found:hours}.'),
  },
  CROSSES_DST: {
    sv: text(
      'Över tidsomställning',
      'Klockan ställdes om under laddningen ({zone}). Tiden är räknad i verkliga timmar.',
    ),
    en: text(
      'Across a clock change',
      'The clocks were changed during the session ({zone}). Time is counted in real hours.',
    ),
  },
  ENERGY_ABOVE_BATTERY: {
    sv: text('Mer än ett batteri', '{kwh:kwh} är mer än en bils batteri rymmer ({most:kwh}).'),
    en: text('More than a battery', "{kwh:kwh} is more than a car's battery holds ({most:kwh})."),
  },
  SIGNED_ENERGY_DIFFERS: {
    sv: text('Skiljer från mätaren', 'Underlaget anger {stated:kwh}, mätaren har signerat {found:kwh}.'),
    en: text('Differs from the meter', 'The CDR states {stated:kwh}, the meter signed {found:kwh}.'),
  },
  NO_SESSION: {
    sv: text('Ingen session', 'Operatören har inte skickat någon session till den här laddningen.'),
    en: text('No session', 'The operator sent no session for this CDR.'),
  },
  LOCATION_UNKNOWN: {
    sv: text('Okänd plats', 'Laddplatsen {location} finns inte bland de platser vi har fått.'),
    en: text('Unknown location', 'The location {location} is not among those we have received.'),
  },
  ZONE_ASSUMED: {
    sv: text('Antagen tidszon', 'Platsens tidszon är inte känd, {zone} har antagits.'),
    en: text('Time zone assumed', 'The time zone of the location is not known; {zone} is assumed.'),
  },
  CONFLICTING_REPLAY: {
    sv: text(
      'Motstridig dubblett',
      'Samma CDR har kommit igen med annat innehåll ({count} gånger). Den första gäller.',
    ),
    en: text('Conflicting repeat', 'The same CDR came again with other content ({count} times). The first one counts.'),
  },
  CONTRADICTED: {
    sv: text('Motsagd', 'Samma CDR har kommit igen och motsäger den här i {fields}. Avgör vilken som gäller.'),
    en: text('Contradicted', 'The same CDR came again and contradicts this one in {fields}. Decide which one counts.'),
  },
  HOME_CHARGING: {
    sv: text('Hemmaladdning', 'Laddning hemma: kunden får ersättning i stället för att betala.'),
    en: text('Home charging', 'Charging at home: the customer is compensated instead of paying.'),
  },
  HELD_BY_STAFF: {
    sv: text('Hållen för hand', 'Hållen av en handläggare: {reason}'),
    en: text('Held by hand', 'Held by a member of staff: {reason}'),
  },
  TIMES_UNKNOWN: {
    sv: text('Okänd tid', 'Operatören anger inte när laddningen skedde (1970-01-01).'),
    en: text('Times unknown', 'The operator does not say when the session took place (1970-01-01).'),
  },
  END_BEFORE_START: {
    sv: text('Slutar före start', 'Laddningen slutar innan den börjar.'),
    en: text('Ends before start', 'The session ends before it starts.'),
  },
  IN_THE_FUTURE: {
    sv: text('I framtiden', 'Laddningen slutar {at:at}, efter att den togs emot.'),
    en: text('In the future', 'The session ends {at:at}, after it was received.'),
  },
  TOO_OLD: {
    sv: text('För gammal', 'Den kom {days} dagar efter laddningen. Gränsen är {most} dagar.'),
    en: text('Too old', 'It arrived {days} days after the session. The limit is {most} days.'),
  },
  TIME_SUM_MISMATCH: {
    sv: text('Fel tidssumma', 'Angiven tid är {stated:hours}, men vi räknar till {found:hours}.'),
    en: text('Wrong sum of time', 'The time stated is {stated:hours}, but we count {found:hours}.'),
  },
  HOURS_IMPOSSIBLE: {
    sv: text('Fler timmar än tid', 'En period anger {stated:hours}, men den är bara {found:hours} lång.'),
    en: text('More hours than time', 'A period states {stated:hours}, but it is only {found:hours} long.'),
  },
  PERIODS_OUTSIDE: {
    sv: text('Period utanför', 'Minst en period ligger utanför laddningens början och slut.'),
    en: text('Period outside', 'At least one period lies outside the start and end of the session.'),
  },
  PERIODS_UNSORTED: {
    sv: text('Osorterade perioder', 'Perioderna stod inte i tidsordning. De har ordnats före beräkningen.'),
    en: text('Unsorted periods', 'The periods were not in order of time. They were sorted before pricing.'),
  },
  NO_PERIODS: {
    sv: text('Perioder saknas', 'Underlaget har inga perioder, så priset kan inte räknas om.'),
    en: text('No periods', 'The CDR has no charging periods, so its price cannot be recomputed.'),
  },
  LAST_UPDATED_BEFORE_END: {
    sv: text('Ändrad före slut', 'Underlaget är daterat innan laddningen slutade.'),
    en: text('Updated before end', 'The CDR is dated before the session ended.'),
  },
  OVERLAPPING_SESSION: {
    sv: text('Överlappar annan', 'Samma kort laddade samtidigt på {place} ({id}).'),
    en: text('Overlaps another', 'The same card charged at {place} at the same time ({id}).'),
  },
  STUCK_SESSION: {
    sv: text('Tid utan energi', 'Avgift för tid i {minutes} minuter, men bara {kwh:kwh} levererades.'),
    en: text('Time without energy', 'A fee for time over {minutes} minutes, but only {kwh:kwh} was delivered.'),
  },
  ENERGY_NEGATIVE: {
    sv: text('Negativ energi', 'Energin är negativ, totalt {kwh:kwh}: bilen kan ha matat ut el till nätet.'),
    en: text('Negative energy', 'The energy is negative, {kwh:kwh} in total: the car may have fed the grid.'),
  },
  ENERGY_SUM_MISMATCH: {
    sv: text('Fel periodsumma', 'Totalen är {stated:kwh}, men perioderna ger {found:kwh}.'),
    en: text('Wrong sum of periods', 'The total is {stated:kwh}, but the periods give {found:kwh}.'),
  },
  ENERGY_WH_FOR_KWH: {
    sv: text('Wh som kWh', '{kwh:kwh} är tusen gånger för mycket: energin är troligen angiven i Wh.'),
    en: text('Wh as kWh', '{kwh:kwh} is a thousand times too much: the energy is probably stated in Wh.'),
  },
  ENERGY_IMPLAUSIBLE: {
    sv: text('Orimlig energi', '{kwh:kwh} är mer än en laddning rimligen kan ge ({most:kwh}).'),
    en: text('Implausible energy', '{kwh:kwh} is more than one session can plausibly deliver ({most:kwh}).'),
  },
  ENERGY_DIFFERS_FROM_SESSION: {
    sv: text('Skiljer från sessionen', 'Underlaget anger {stated:kwh}, sessionen slutade på {found:kwh}.'),
    en: text('Differs from session', 'The CDR states {stated:kwh}, the session ended at {found:kwh}.'),
  },
  POWER_IMPLAUSIBLE: {
    sv: text('Effekt över uttaget', 'Snitteffekten {kw:kw} är mer än uttaget kan ge ({most:kw}).'),
    en: text('Power above connector', 'The average power of {kw:kw} is more than the connector can give ({most:kw}).'),
  },
  ZERO_ENERGY: {
    sv: text('Ingen energi', 'Ingen energi levererades.'),
    en: text('No energy', 'No energy was delivered.'),
  },
  PRICE_ABOVE_TARIFF: {
    sv: text(
      'Högre än tariffen',
      'Operatören begär {cpo:money}, dess egen tariff ger {ours:money}: {difference:money} för mycket.',
    ),
    en: text(
      'Above the tariff',
      'The operator asks {cpo:money}, its own tariff gives {ours:money}: {difference:money} too much.',
    ),
  },
  PRICE_ABOVE_AGREEMENT: {
    sv: text(
      'Högre än avtalat',
      'Operatören begär {cpo:money}, avtalet ger {ours:money}: {difference:money} för mycket.',
    ),
    en: text(
      'Above the agreement',
      'The operator asks {cpo:money}, the agreement gives {ours:money}: {difference:money} too much.',
    ),
  },
  PRICE_BELOW_AGREEMENT: {
    sv: text('Lägre än avtalat', 'Operatören begär {cpo:money}, avtalet ger {ours:money}: {difference:money} mindre.'),
    en: text(
      'Below the agreement',
      'The operator asks {cpo:money}, the agreement gives {ours:money}: {difference:money} less.',
    ),
  },
  PRICE_BELOW_TARIFF: {
    sv: text('Lägre än tariffen', 'Operatören begär {cpo:money}, {difference:money} mindre än dess tariff ger.'),
    en: text('Below the tariff', 'The operator asks {cpo:money}, {difference:money} less than its tariff gives.'),
  },
  TOTAL_BY_HUB: {
    sv: text('Hubbens pris', 'Hubben har räknat priset åt operatören.'),
    en: text('Priced by the hub', 'The hub computed the price for the operator.'),
  },
  TOTAL_MEANS_NOTHING: {
    sv: text('Summa utan betydelse', 'Hubben säger att summan inte betyder något. Tariffen gäller.'),
    en: text('Total means nothing', 'The hub says that the total means nothing. The tariff counts.'),
  },
  NEGATIVE_TOTAL: {
    sv: text('Minus utan kredit', 'Beloppet är {amount:money}, men laddningen är ingen kredit av en annan.'),
    en: text('Negative, no credit', 'The amount is {amount:money}, but the charge is no credit of another.'),
  },
  PRICE_UNVERIFIABLE: {
    sv: text(
      'Tariff saknas',
      'Priset kan inte kontrolleras: tariffen som laddningen anger finns varken i underlaget eller hos oss.',
    ),
    en: text('No tariff', 'The price cannot be verified: the tariff named is neither in the CDR nor known to us.'),
  },
  TARIFF_CHANGED_AFTER_START: {
    sv: text(
      'Fel tariffversion',
      'Tariffen {tariff} i underlaget ändrades {changedAt:at}, efter laddningens början. Version {version} gällde då.',
    ),
    en: text(
      'Wrong tariff version',
      'Tariff {tariff} in the CDR was changed {changedAt:at}, after the session started. Version {version} ruled then.',
    ),
  },
  TARIFF_VERSION_NOT_RECEIVED: {
    sv: text(
      'Okänd tariffversion',
      'Underlagets version av {tariff} har vi aldrig fått. Vi hade version {version} när laddningen började.',
    ),
    en: text(
      'Unknown tariff version',
      'We never received the version of {tariff} in the CDR. We held version {version} when the session started.',
    ),
  },
  TARIFF_NOT_FOR_CONTRACTS: {
    sv: text('Fel tariff', 'Operatören räknar med {tariff}, som gäller den som betalar på platsen utan avtal.'),
    en: text(
      'Wrong tariff',
      'The operator charges by {tariff}, which is for those who pay at the place without a contract.',
    ),
  },
  CURRENCY_MISMATCH: {
    sv: text('Fel valuta', 'Underlaget och dess tariff har olika valuta.'),
    en: text('Currency mismatch', 'The CDR and its tariff are in different currencies.'),
  },
  FOREIGN_CURRENCY: {
    sv: text(
      'Omräknad valuta',
      'Operatören räknar i {currency}: 1 {currency} = {rate:kronor}, {source:rates} {day:day}. Kunden betalar i kronor.',
    ),
    en: text(
      'Converted currency',
      'The operator counts in {currency}: 1 {currency} = {rate:kronor}, {source:rates} {day:day}. The customer pays in kronor.',
    ),
  },
  EXCHANGE_RATE_MISSING: {
    sv: text(
      'Växelkurs saknas',
      'Priset är i {currency}. Europeiska centralbankens kurs {day:day} saknas. Så snart den finns bedöms laddningen igen.',
    ),
    en: text(
      'No exchange rate',
      "The price is in {currency}. The European Central Bank's rate of {day:day} is missing. Once it is there, the session is judged again.",
    ),
  },
  COMPONENTS_DO_NOT_SUM: {
    sv: text('Delarna ger annan summa', 'Totalen är {stated:money}, men delarna ger {found:money}.'),
    en: text('Parts do not sum', 'The total is {stated:money}, but its parts give {found:money}.'),
  },
  PROMISED_PRICE_RULES: {
    sv: text(
      'Utlovat pris gäller',
      'Kunden såg ett lägre pris {at:at}: {promised:money} med moms i stället för {usual:money}. Kunden betalar det utlovade. Att kräva av operatören: {recover:money} utan moms.',
    ),
    en: text(
      'Promised price rules',
      'The customer was shown a lower price {at:at}: {promised:money} with VAT instead of {usual:money}. The customer pays what was promised. To recover from the operator: {recover:money} without VAT.',
    ),
  },
  LATE_DATA: {
    sv: text(
      'Kom efter sista dagen',
      'Uppgifterna skulle ha kommit före {due:at}. Kunden betalar {paid:money} med moms i stället för {usual:money}. Att kräva av operatören: {recover:money} utan moms.',
    ),
    en: text(
      'Came after the last day',
      'The account should have come before {due:at}. The customer pays {paid:money} with VAT instead of {usual:money}. To recover from the operator: {recover:money} without VAT.',
    ),
  },
  CUSTOMER_PRICE_MISSING: {
    sv: text('Kundpris saknas', 'Kunden har inget prisavtal som ger ett pris för laddningen.'),
    en: text('No customer price', 'The customer has no price plan that prices this session.'),
  },
  SPOT_PRICE_MISSING: {
    sv: text('Spotpris saknas', 'Spotpris för {area} saknas för {count} kvartar från {from:at}.'),
    en: text('No spot price', 'There is no spot price in {area} for {count} quarters from {from:at}.'),
  },
  BIDDING_AREA_UNKNOWN: {
    sv: text('Elområde okänt', 'Det går inte att säga i vilket elområde platsen ligger. Ange det på platsens sida.'),
    en: text('Bidding area unknown', 'Nobody can tell in which bidding area the place lies. State it on its page.'),
  },
  PERIOD_SPANS_PRICE_CHANGE: {
    sv: text('Period över prisbyte', 'En period sträcker sig över en prisändring och är prissatt efter sin början.'),
    en: text('Period spans a change', 'A period spans a change of price and is priced by its start.'),
  },
  POWER_UNVERIFIABLE: {
    sv: text('Effekt okänd', 'Tariffen beror på effekten, som underlaget inte anger.'),
    en: text('Power unknown', 'The tariff depends on power, which the CDR does not state.'),
  },
  CURRENT_UNVERIFIABLE: {
    sv: text('Ström okänd', 'Tariffen beror på strömmen, som underlaget inte anger.'),
    en: text('Current unknown', 'The tariff depends on current, which the CDR does not state.'),
  },
  UNKNOWN_DIMENSION: {
    sv: text('Okänd storhet', 'Underlaget har en storhet som inte prissätts.'),
    en: text('Unknown dimension', 'The CDR has a dimension that is not priced.'),
  },
  UNKNOWN_COMPONENT: {
    sv: text('Okänd priskomponent', 'Tariffen har en priskomponent som vi inte kan räkna.'),
    en: text('Unknown component', 'The tariff has a price component that we cannot compute.'),
  },
  DUPLICATE_COMPONENT: {
    sv: text('Dubbel priskomponent', 'Tariffen har två priser för samma sak i samma element. Det första gäller.'),
    en: text(
      'Duplicate component',
      'The tariff has two prices for the same thing in one element. The first one counts.',
    ),
  },
  PARKING_BEFORE_CHARGING: {
    sv: text('Parkering före laddning', 'Parkering före laddning: avrundningen av tid följer huvudregeln.'),
    en: text('Parking before charging', 'Parking came before charging: time is rounded by the main rule.'),
  },
  SEVERAL_TARIFFS: {
    sv: text('Flera tariffer', 'Laddningen prissätts med flera tariffer.'),
    en: text('Several tariffs', 'The session is priced with several tariffs.'),
  },
  UNPRICED_VOLUME: {
    sv: text('Del utan pris', 'En del av laddningen har inget pris i tariffen och kostar ingenting.'),
    en: text('Part without a price', 'Part of the session has no price in the tariff and costs nothing.'),
  },
  VOLUME_MISSING: {
    sv: text('Uppgift saknas', 'Tariffen prissätter något som perioderna inte anger.'),
    en: text('Volume missing', 'The tariff prices something that the periods do not state.'),
  },
  RESTRICTION_UNREADABLE: {
    sv: text('Oläsligt villkor', 'Ett villkor i tariffen går inte att läsa.'),
    en: text('Unreadable restriction', 'A restriction of the tariff cannot be read.'),
  },
  RESERVATION_EXPIRY_ASSUMED: {
    sv: text('Antagen reservation', 'Underlaget säger inte om reservationen användes. Vi har antagit det.'),
    en: text('Reservation assumed', 'The CDR does not say whether the reservation was used. We have assumed it.'),
  },
  TARIFF_OUTSIDE_VALIDITY: {
    sv: text('Tariff utom giltighet', 'Tariffen gällde inte när laddningen började.'),
    en: text('Tariff not in force', 'The tariff was not in force when the session started.'),
  },
  VAT_RATE_UNEXPECTED: {
    sv: text('Moms fel sats', 'Momsen är {stated:percent}, tariffen ger {expected:percent}.'),
    en: text('Unexpected VAT rate', 'The VAT is {stated:percent}, the tariff gives {expected:percent}.'),
  },
  INCL_BELOW_EXCL: {
    sv: text('Moms bakvänd', 'Priset med moms, {incl:money}, är lägre än priset utan, {excl:money}.'),
    en: text('VAT reversed', 'The price including VAT, {incl:money}, is below the price excluding it, {excl:money}.'),
  },
  TAX_UNKNOWN: {
    sv: text('Okänd skatt', 'Tariffen säger inte vilken moms som ingår i priset.'),
    en: text('Tax unknown', 'The tariff does not say which tax its prices include.'),
  },
  FOREIGN_VAT: {
    sv: text('Utländsk moms', 'Laddningen skedde i {country}. Momsen där måste avgöras innan kunden faktureras.'),
    en: text(
      'Foreign VAT',
      'The session took place in {country}. VAT there must be settled before the customer is billed.',
    ),
  },
  ...PRICE_SENTENCES,
}
