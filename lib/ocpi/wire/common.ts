// OCPI 2.3.0 §16 Types, and what several objects share.
import type { BusinessDetails, DisplayText, Image, ObjectKey } from '@/lib/roaming/core/common'
import type { CdrToken, ChargingPeriod } from '@/lib/roaming/core/session'
import type { Party } from './codec'
import { IMAGE_CATEGORY, openValue } from './enums'
import { isJsonObject, WireError, WireObject, type Place, type WireJson } from './reader'
import { compact, toDateTime, toNumber } from './writer'

/** The owner's key. The address names it; a body that names none takes it from there, a different one is refused. */
export function readKey(object: WireObject, key: ObjectKey | undefined, maxId: number): ObjectKey {
  if (!key) {
    return { countryCode: object.id('country_code', 2), partyId: object.id('party_id', 3), id: object.id('id', maxId) }
  }
  return {
    countryCode: sameOrMissing(object, 'country_code', key.countryCode),
    partyId: sameOrMissing(object, 'party_id', key.partyId),
    id: sameOrMissing(object, 'id', key.id),
  }
}

/** 2.1.1 bodies name no owner: it is that of the address or, pulled, the party of the connection (guide TR-64). */
export function readOwnedKey(
  object: WireObject,
  key: ObjectKey | undefined,
  owner: Party | undefined,
  maxId: number,
): ObjectKey {
  const party = key ?? owner
  if (!party) throw new WireError(object.path, 'has no owner: its address names none')
  const id = key ? sameOrMissing(object, 'id', key.id) : object.id('id', maxId)
  return { countryCode: party.countryCode, partyId: party.partyId, id }
}

/** The field as the body writes it, which must be what the address says (guide TR-61). */
export function sameOrMissing(object: WireObject, name: string, expected: string): string {
  const value = object.optionalText(name, 255)
  if (value === null) {
    object.note(name, 'missing', 'is required')
    return expected
  }
  if (value.toUpperCase() !== expected.toUpperCase()) object.fail(name, `is not the "${expected}" of the address`)
  return value
}

export function readDisplayText(item: unknown, path: Place, into: WireObject): DisplayText {
  const object = new WireObject(item, path, into.findings)
  return { language: object.text('language', 2), text: object.text('text', 512) }
}

export function readBusinessDetails(object: WireObject): BusinessDetails {
  return {
    name: object.text('name', 100),
    website: object.optionalText('website', 255),
    logo: object.lenientObject('logo', readImage),
  }
}

export function writeBusinessDetails(details: Partial<Omit<BusinessDetails, 'name'>> & { name: string }): WireJson {
  const { name, website, logo } = details
  return compact({ name, website, logo: logo && writeImage(logo) })
}

function readImage(object: WireObject): Image {
  return {
    url: object.text('url', 255),
    thumbnail: object.optionalText('thumbnail', 255),
    category: openValue(object.textOr('category', 40, 'OTHER'), IMAGE_CATEGORY),
    type: object.textOr('type', 4, ''),
    width: object.optionalInteger('width'),
    height: object.optionalInteger('height'),
  }
}

export function readImages(object: WireObject): Image[] {
  return object.lenientList('images', (item, path) => readImage(new WireObject(item, path, object.findings)))
}

export function writeImage({ url, thumbnail, category, type, width, height }: Image): WireJson {
  return compact({ url, thumbnail, category, type, width, height })
}

/** What came, without what only other versions call so: after a change of version their words say nothing any more. */
export function knownFields(received: unknown, foreign: readonly string[]): WireJson {
  if (!isJsonObject(received)) return {}
  if (!foreign.some((name) => name in received)) return received
  return Object.fromEntries(Object.entries(received).filter(([name]) => !foreign.includes(name)))
}

export function readCdrToken(object: WireObject): CdrToken {
  const token = {
    countryCode: object.optionalText('country_code', 2),
    partyId: object.optionalText('party_id', 3),
    uid: object.id('uid', 36),
    type: object.textOr('type', 20, 'RFID').toUpperCase(),
    contractId: object.optionalText('contract_id', 36),
  }
  // 2.2 peers leave the party out (guide CDR-11).
  if (token.countryCode === null || token.partyId === null) object.note('country_code', 'missing', 'is required')
  if (token.contractId === null) object.note('contract_id', 'missing', 'is required')
  return token
}

export function writeCdrToken(token: CdrToken): WireJson {
  return compact({
    country_code: token.countryCode,
    party_id: token.partyId,
    uid: token.uid,
    type: token.type,
    contract_id: token.contractId,
  })
}

export function readChargingPeriods(object: WireObject): ChargingPeriod[] {
  return object.list('charging_periods', (item, path) => {
    const period = new WireObject(item, path, object.findings)
    const dimensions = period.list('dimensions', (entry, at) => {
      const dimension = new WireObject(entry, at, object.findings)
      return { type: dimension.id('type', 36).toUpperCase(), volume: dimension.exact('volume') }
    })
    if (dimensions.length === 0) period.note('dimensions', 'missing', 'must not be empty')
    return { startedAt: period.instant('start_date_time'), dimensions, tariffId: period.optionalText('tariff_id', 36) }
  })
}

export function writeChargingPeriods(periods: readonly ChargingPeriod[]): WireJson[] {
  return periods.map((period) =>
    compact({
      start_date_time: toDateTime(period.startedAt),
      dimensions: period.dimensions.map(({ type, volume }) => ({ type, volume: toNumber(volume) })),
      tariff_id: period.tariffId,
    }),
  )
}

/** Countries of addresses have three letters; partners mix them with the two of parties (guide TR-98). */
export function noteCountry(object: WireObject, country: string): string {
  if (country.length === 2) object.note('country', 'alpha_3_expected', `"${country}" has two letters, not three`)
  return country.toUpperCase()
}

/** OCPI wants three capital letters; another form is kept, and noted. */
export function readCurrency(object: WireObject): string {
  const currency = object.text('currency', 3).toUpperCase()
  if (!/^[A-Z]{3}$/.test(currency))
    throw new WireError(`${object.path}/currency`, 'must be a currency code such as SEK')
  return currency
}
