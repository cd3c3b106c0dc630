// The operator's five kinds of tariff. Prices are wholesale, excluding VAT.
import type { Tariff, TariffElement } from './wire'

export type TariffKind = 'ac' | 'acNight' | 'acTime' | 'dc' | 'dcIdle'

export type Party = { countryCode: string; partyId: string; name: string; currency: string }

const VAT = 25

const ELEMENTS: Record<TariffKind, TariffElement[]> = {
  ac: [{ price_components: [{ type: 'ENERGY', price: 2.8, vat: VAT, step_size: 1 }] }],
  acNight: [
    {
      price_components: [{ type: 'ENERGY', price: 2.44, vat: VAT, step_size: 1 }],
      restrictions: { start_time: '22:00', end_time: '06:00' },
    },
    { price_components: [{ type: 'ENERGY', price: 3.16, vat: VAT, step_size: 1 }] },
  ],
  acTime: [
    {
      price_components: [
        { type: 'ENERGY', price: 2.4, vat: VAT, step_size: 100 },
        { type: 'TIME', price: 6, vat: VAT, step_size: 900 },
        { type: 'PARKING_TIME', price: 12, vat: VAT, step_size: 900 },
      ],
    },
  ],
  dc: [
    {
      price_components: [
        { type: 'FLAT', price: 4, vat: VAT, step_size: 1 },
        { type: 'ENERGY', price: 3.96, vat: VAT, step_size: 1 },
      ],
    },
  ],
  dcIdle: [
    { price_components: [{ type: 'ENERGY', price: 4.56, vat: VAT, step_size: 1 }] },
    {
      price_components: [{ type: 'PARKING_TIME', price: 180, vat: VAT, step_size: 1 }],
      restrictions: { min_duration: 2700 },
    },
  ],
}

/** By the minute while an EVSE is kept free, and a fee if nobody comes. */
const RESERVATION: TariffElement[] = [
  {
    price_components: [{ type: 'TIME', price: 12, vat: VAT, step_size: 60 }],
    restrictions: { reservation: 'RESERVATION' },
  },
  {
    price_components: [{ type: 'FLAT', price: 20, vat: VAT, step_size: 1 }],
    restrictions: { reservation: 'RESERVATION_EXPIRES' },
  },
]

const TEXTS: Record<TariffKind, { sv: string; en: string }> = {
  ac: { sv: 'Endast energi.', en: 'Energy only.' },
  acNight: { sv: 'Lägre pris 22–06.', en: 'Lower price 22–06.' },
  acTime: {
    sv: 'Energi och tid, i block om 15 minuter; lägsta och högsta pris per laddning.',
    en: 'Energy and time, in blocks of 15 minutes; a lowest and a highest price per session.',
  },
  dc: { sv: 'Startavgift och energi.', en: 'Start fee and energy.' },
  dcIdle: {
    sv: 'Energi. När bilen är färdigladdad tillkommer en avgift per minut efter 45 minuter.',
    en: 'Energy. Once charging has ended, a fee per minute applies after 45 minutes.',
  },
}

/** The id under which a kind of tariff is published. */
export function tariffId(party: Party, kind: TariffKind): string {
  const suffix = { ac: 'AC', acNight: 'AC-NIGHT', acTime: 'AC-TIME', dc: 'DC', dcIdle: 'DC-IDLE' }[kind]
  return `${party.partyId}-${suffix}`
}

/** The tariffs a fresh operator publishes. */
export function createTariffs(party: Party, lastUpdated: string, reservationFees = false): Tariff[] {
  return (Object.keys(ELEMENTS) as TariffKind[]).map((kind) => ({
    country_code: party.countryCode,
    party_id: party.partyId,
    id: tariffId(party, kind),
    currency: party.currency,
    type: 'REGULAR',
    tariff_alt_text: [
      { language: 'sv', text: TEXTS[kind].sv },
      { language: 'en', text: TEXTS[kind].en },
    ],
    ...(kind === 'acTime' && {
      min_price: { excl_vat: 12, incl_vat: 15 },
      max_price: { excl_vat: 160, incl_vat: 200 },
    }),
    elements: structuredClone([...(reservationFees ? RESERVATION : []), ...ELEMENTS[kind]]),
    last_updated: lastUpdated,
  }))
}
