// The words of the finer findings about price, tax, behaviour and credits, Swedish and English.

export type FindingText = { title: string; sentence: string }
const text = (title: string, sentence: string): FindingText => ({ title, sentence })

export const PRICE_SENTENCES = {
  FREE_SESSION_CHARGED: {
    sv: text(
      'Skulle vara gratis',
      '{kwh:kwh} på {minutes} minuter kostar {amount:money}. Under {least:kwh} eller {shortest} minuter kostar det inget enligt avtalet.',
    ),
    en: text(
      'Should be free',
      '{kwh:kwh} in {minutes} minutes costs {amount:money}. Below {least:kwh} or {shortest} minutes it costs nothing by the agreement.',
    ),
  },
  VAT_IN_NET_TOTAL: {
    sv: text(
      'Moms i nettot',
      '{cpo:money} står som pris utan moms, men är vårt pris med moms. Utan moms är det {ours:money}.',
    ),
    en: text(
      'VAT in the net',
      '{cpo:money} stands as the price excluding VAT, but is our price including it. Excluding VAT it is {ours:money}.',
    ),
  },
  MAX_PRICE_IGNORED: {
    sv: text(
      'Högsta pris förbigått',
      'Operatören har räknat utan tariffens högsta pris: {cpo:money} i stället för {ours:money}.',
    ),
    en: text(
      'Maximum price ignored',
      "The operator computed without the tariff's maximum price: {cpo:money} instead of {ours:money}.",
    ),
  },
  MIN_PRICE_IGNORED: {
    sv: text(
      'Lägsta pris förbigått',
      'Operatören har räknat utan tariffens lägsta pris: {cpo:money} i stället för {ours:money}.',
    ),
    en: text(
      'Minimum price ignored',
      "The operator computed without the tariff's minimum price: {cpo:money} instead of {ours:money}.",
    ),
  },
  ROUNDED_PER_PERIOD: {
    sv: text(
      'Avrundat per period',
      'Operatören har avrundat varje period uppåt till ett helt steg: {cpo:money} i stället för {ours:money}.',
    ),
    en: text(
      'Rounded up per period',
      'The operator rounded up every period to a full step: {cpo:money} instead of {ours:money}.',
    ),
  },
  STEP_SIZE_DEVIATES: {
    sv: text(
      'Annan steglängd',
      'Operatören har räknat tariffens steg på ett annat sätt: {cpo:money} i stället för {ours:money}.',
    ),
    en: text(
      'Other use of steps',
      "The operator applied the tariff's steps in another way: {cpo:money} instead of {ours:money}.",
    ),
  },
  LOCAL_TIME_IGNORED: {
    sv: text(
      'Klockslag i UTC',
      'Operatören har läst tariffens klockslag som UTC: {cpo:money} i stället för {ours:money}.',
    ),
    en: text(
      'Times read as UTC',
      "The operator read the tariff's times of day as UTC: {cpo:money} instead of {ours:money}.",
    ),
  },
  ELEMENT_ORDER_IGNORED: {
    sv: text(
      'Fel tariffelement',
      'Operatören har tagit det sista element som passar i stället för det första: {cpo:money} i stället för {ours:money}.',
    ),
    en: text(
      'Wrong tariff element',
      'The operator took the last element that fits instead of the first: {cpo:money} instead of {ours:money}.',
    ),
  },
  ROUND_TOTAL: {
    sv: text('Jämn summa', '{cpo:money} är en jämn summa som tariffen inte ger ({ours:money}).'),
    en: text('Round total', '{cpo:money} is a round total that the tariff does not give ({ours:money}).'),
  },
  ENERGY_COST_DIFFERS: {
    sv: text('Energidelen skiljer', 'Energin kostar {cpo:money} enligt underlaget, {ours:money} enligt tariffen.'),
    en: text('Energy part differs', 'The energy costs {cpo:money} by the CDR, {ours:money} by the tariff.'),
  },
  TIME_COST_DIFFERS: {
    sv: text('Tidsdelen skiljer', 'Tiden kostar {cpo:money} enligt underlaget, {ours:money} enligt tariffen.'),
    en: text('Time part differs', 'The time costs {cpo:money} by the CDR, {ours:money} by the tariff.'),
  },
  PARKING_COST_DIFFERS: {
    sv: text(
      'Parkeringsdelen skiljer',
      'Parkeringen kostar {cpo:money} enligt underlaget, {ours:money} enligt tariffen.',
    ),
    en: text('Parking part differs', 'The parking costs {cpo:money} by the CDR, {ours:money} by the tariff.'),
  },
  FIXED_COST_DIFFERS: {
    sv: text('Fast del skiljer', 'Den fasta avgiften är {cpo:money} enligt underlaget, {ours:money} enligt tariffen.'),
    en: text('Fixed part differs', 'The flat fee is {cpo:money} by the CDR, {ours:money} by the tariff.'),
  },
  RESERVATION_COST_DIFFERS: {
    sv: text(
      'Reservationsdelen skiljer',
      'Reservationen kostar {cpo:money} enligt underlaget, {ours:money} enligt tariffen.',
    ),
    en: text('Reservation part differs', 'The reservation costs {cpo:money} by the CDR, {ours:money} by the tariff.'),
  },
  CURRENCY_NOT_AGREED: {
    sv: text('Annan valuta än avtalat', 'Priset är i {currency}, avtalet säger {agreed}.'),
    en: text('Currency not agreed', 'The price is in {currency}, the agreement says {agreed}.'),
  },
  VAT_DESPITE_REVERSE_CHARGE: {
    sv: text(
      'Moms trots omvänd betalning',
      'Operatören tar {vat:money} i moms, men ska enligt avtalet fakturera utan. Den är inte avdragsgill.',
    ),
    en: text(
      'VAT despite reverse charge',
      'The operator charges {vat:money} of VAT, but is to invoice without by the agreement. It cannot be deducted.',
    ),
  },
  PART_VAT_INCONSISTENT: {
    sv: text('Delarnas moms stämmer inte', 'Momsen är {stated:money} på totalen, men delarna ger {found:money}.'),
    en: text('VAT of the parts is off', 'The VAT is {stated:money} on the total, but the parts give {found:money}.'),
  },
  EVSE_OVERBILLS_OFTEN: {
    sv: text('Samma EVSE igen', '{evse} har begärt för mycket {times} gånger på {days} dagar.'),
    en: text('Same EVSE again', '{evse} asked too much {times} times within {days} days.'),
  },
  PARTNER_ERRORS_RISING: {
    sv: text(
      'Felen ökar',
      '{now:percent} av de senaste {count} från {party} begär för mycket, mot {before:percent} innan.',
    ),
    en: text(
      'Errors are rising',
      '{now:percent} of the latest {count} from {party} ask too much, against {before:percent} before.',
    ),
  },
  CREDIT_WITHOUT_ORIGINAL: {
    sv: text('Kredit utan original', 'Krediten hänvisar till {reference}, som vi inte har fått.'),
    en: text('Credit without original', 'The credit refers to {reference}, which we have not received.'),
  },
  CREDIT_OTHER_CURRENCY: {
    sv: text('Kredit i annan valuta', 'Krediten är i {credit}, men originalet {reference} är i {original}.'),
    en: text('Credit in another currency', 'The credit is in {credit}, but the original {reference} is in {original}.'),
  },
  CREDIT_AMOUNT_DIFFERS: {
    sv: text('Fel kreditbelopp', 'Krediten är {credit:money}, men originalet {reference} är {original:money}.'),
    en: text(
      'Credit amount differs',
      'The credit is {credit:money}, but the original {reference} is {original:money}.',
    ),
  },
  DUPLICATE_CREDIT: {
    sv: text('Dubbel kredit', '{reference} är redan krediterad med {credit}.'),
    en: text('Duplicate credit', '{reference} is already credited by {credit}.'),
  },
  CREDITED_BY_OPERATOR: {
    sv: text('Krediterad', 'Operatören har tagit tillbaka laddningen med {credit}.'),
    en: text('Credited', 'The operator took the session back with {credit}.'),
  },
} as const
