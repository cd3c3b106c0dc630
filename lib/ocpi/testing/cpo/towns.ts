// Where the operator's sites are. Towns and coordinates are real, the sites are invented.

export type SiteKind = 'street' | 'retail' | 'garage' | 'corridor' | 'hub' | 'legacy'

export type Site = {
  city: string
  postalCode: string
  country: 'SE' | 'NO' | 'DK' | 'FI'
  latitude: number
  longitude: number
  place: string
  kind: SiteKind
  timeZone?: string
  hidden?: boolean
}

type Row = [
  city: string,
  postalCode: string,
  latitude: number,
  longitude: number,
  place: string,
  kind: SiteKind,
  hidden?: 'hidden',
]

const SWEDEN: Row[] = [
  ['Stockholm', '111 20', 59.3303, 18.0586, 'Centralen', 'garage'],
  ['Stockholm', '118 46', 59.3168, 18.0723, 'Södermalm', 'street'],
  ['Solna', '169 56', 59.3654, 18.0093, 'Arenan', 'hub'],
  ['Göteborg', '411 03', 57.7089, 11.9735, 'Centralen', 'garage'],
  ['Göteborg', '417 55', 57.7072, 11.9389, 'Lindholmen', 'street'],
  ['Malmö', '211 20', 55.6093, 13.0007, 'Centralen', 'retail'],
  ['Malmö', '215 32', 55.5636, 12.9762, 'Hyllie', 'hub'],
  ['Uppsala', '753 21', 59.8581, 17.6463, 'Resecentrum', 'garage'],
  ['Uppsala', '754 50', 59.8703, 17.7049, 'Gränby', 'retail'],
  ['Västerås', '721 30', 59.6149, 16.5528, 'Erikslund', 'corridor'],
  ['Örebro', '702 27', 59.2753, 15.2134, 'Marieberg', 'corridor'],
  ['Linköping', '582 22', 58.4166, 15.6256, 'Stångebro', 'retail'],
  ['Norrköping', '602 24', 58.5965, 16.1826, 'Norra station', 'street'],
  ['Jönköping', '554 54', 57.7712, 14.2048, 'Ryhov', 'hub'],
  ['Helsingborg', '252 25', 56.0437, 12.6946, 'Knutpunkten', 'street'],
  ['Helsingborg', '254 69', 56.0872, 12.7602, 'Berga', 'corridor'],
  ['Lund', '222 21', 55.7058, 13.187, 'Stationen', 'street'],
  ['Umeå', '903 26', 63.8258, 20.263, 'Rådhustorget', 'garage'],
  ['Gävle', '802 67', 60.6749, 17.1413, 'Tönnebro', 'corridor'],
  ['Borås', '503 32', 57.721, 12.9401, 'Knalleland', 'retail'],
  ['Södertälje', '151 38', 59.1955, 17.6253, 'Moraberg', 'corridor'],
  ['Halmstad', '302 60', 56.6745, 12.8578, 'Flygstaden', 'corridor'],
  ['Växjö', '352 33', 56.8777, 14.8091, 'Västra', 'retail'],
  ['Karlstad', '652 24', 59.3793, 13.5036, 'Bergvik', 'corridor'],
  ['Sundsvall', '852 29', 62.3908, 17.3069, 'Birsta', 'hub'],
  ['Östersund', '831 30', 63.1792, 14.6357, 'Lillänge', 'corridor'],
  ['Luleå', '972 41', 65.5848, 22.1547, 'Storheden', 'legacy'],
  ['Kalmar', '392 32', 56.6634, 16.3568, 'Norra', 'corridor'],
  ['Visby', '621 57', 57.6348, 18.2948, 'Östercentrum', 'legacy'],
  ['Falun', '791 71', 60.6065, 15.6355, 'Centrum', 'legacy'],
  ['Kiruna', '981 31', 67.8558, 20.2253, 'Stadshuset', 'legacy'],
  ['Åre', '837 52', 63.399, 13.0815, 'Torget', 'corridor'],
  ['Mora', '792 30', 61.007, 14.543, 'Noret', 'corridor'],
  ['Varberg', '432 44', 57.1056, 12.2508, 'Björkäng', 'hub'],
  ['Ystad', '271 39', 55.4297, 13.8204, 'Hamnen', 'street'],
  ['Stockholm', '115 34', 59.3424, 18.0994, 'Depån', 'street', 'hidden'],
]

const NORWAY: Row[] = [
  ['Oslo', '0154', 59.9107, 10.7528, 'Sentrum', 'garage'],
  ['Halden', '1765', 59.1243, 11.3875, 'Svinesund', 'hub'],
  ['Lillehammer', '2609', 61.1153, 10.4662, 'Sentrum', 'corridor'],
  ['Trondheim', '7010', 63.4305, 10.3951, 'Havna', 'street'],
  ['Bergen', '5014', 60.3913, 5.3221, 'Bryggen', 'street', 'hidden'],
]

const DENMARK: Row[] = [
  ['København', '1577', 55.6727, 12.5646, 'Hovedbanen', 'garage'],
  ['Helsingør', '3000', 56.0361, 12.6136, 'Havnen', 'street'],
  ['Aarhus', '8000', 56.1629, 10.2039, 'Midtbyen', 'retail'],
  ['Nyborg', '5800', 55.3127, 10.7896, 'Storebælt', 'corridor'],
]

const FINLAND: Row[] = [
  ['Helsinki', '00100', 60.1719, 24.9414, 'Keskusta', 'garage'],
  ['Turku', '20100', 60.4518, 22.2666, 'Satama', 'corridor'],
  ['Tampere', '33100', 61.4978, 23.761, 'Asema', 'street'],
  ['Mariehamn', '22100', 60.0973, 19.9348, 'Torget', 'legacy'],
]

const toSites = (country: Site['country'], rows: Row[]): Site[] =>
  rows.map(([city, postalCode, latitude, longitude, place, kind, hidden]) => ({
    city,
    postalCode,
    country,
    latitude,
    longitude,
    place,
    kind,
    ...(city === 'Mariehamn' && { timeZone: 'Europe/Mariehamn' }),
    ...(hidden && { hidden: true }),
  }))

/** All sites, in the order in which they were opened. */
export const SITES: readonly Site[] = [
  ...toSites('SE', SWEDEN),
  ...toSites('NO', NORWAY),
  ...toSites('DK', DENMARK),
  ...toSites('FI', FINLAND),
]

export const COUNTRIES: Record<Site['country'], { alpha3: string; timeZone: string; streets: string[] }> = {
  SE: {
    alpha3: 'SWE',
    timeZone: 'Europe/Stockholm',
    streets: ['Stationsgatan', 'Hamngatan', 'Storgatan', 'Kungsgatan', 'Handelsvägen', 'Ringvägen'],
  },
  NO: { alpha3: 'NOR', timeZone: 'Europe/Oslo', streets: ['Storgata', 'Strandgata', 'Havnegata'] },
  DK: { alpha3: 'DNK', timeZone: 'Europe/Copenhagen', streets: ['Havnegade', 'Stationsvej', 'Torvegade'] },
  FI: { alpha3: 'FIN', timeZone: 'Europe/Helsinki', streets: ['Asemakatu', 'Satamakatu', 'Kauppakatu'] },
}
