// Parking places, OCPI 2.3.0 §8.3.25, and the energy mix and images of a place: parts that nothing is computed with.
import type { EnergyMix, EvseParking, ParkingPlace } from '@/lib/roaming/core/location'
import { readImages, writeImage } from './common'
import { IMPACT_CATEGORY, openValue, VEHICLE_TYPE } from './enums'
import { WireObject, type Place, type WireJson } from './reader'
import { compact, toNumber } from './writer'

export function readParkingPlace(item: unknown, path: Place, into: WireObject): ParkingPlace {
  const object = new WireObject(item, path, into.findings)
  return {
    id: object.id('id', 36),
    physicalReference: object.optionalText('physical_reference', 12),
    vehicleTypes: object.texts('vehicle_types', 50).map((type) => openValue(type, VEHICLE_TYPE)),
    maxWeightKg: object.optionalExact('max_vehicle_weight'),
    maxHeightCm: object.optionalExact('max_vehicle_height'),
    maxLengthCm: object.optionalExact('max_vehicle_length'),
    maxWidthCm: object.optionalExact('max_vehicle_width'),
    spaceLengthCm: object.optionalExact('parking_space_length'),
    spaceWidthCm: object.optionalExact('parking_space_width'),
    dangerousGoodsAllowed: object.optionalFlag('dangerous_goods_allowed'),
    direction: object.optionalText('direction', 20)?.toUpperCase() ?? null,
    driveThrough: object.optionalFlag('drive_through'),
    restrictedToType: object.optionalFlag('restricted_to_type') ?? false,
    reservationRequired: object.optionalFlag('reservation_required') ?? false,
    timeLimitMinutes: object.optionalExact('time_limit'),
    roofed: object.optionalFlag('roofed'),
    images: readImages(object),
    lighting: object.optionalFlag('lighting'),
    refrigerationOutlet: object.optionalFlag('refrigeration_outlet'),
    standards: object.texts('standards', 255),
    apdsReference: object.optionalText('apds_reference', 255),
  }
}

export function writeParkingPlace(place: ParkingPlace): WireJson {
  return compact({
    id: place.id,
    physical_reference: place.physicalReference,
    vehicle_types: place.vehicleTypes,
    max_vehicle_weight: toNumber(place.maxWeightKg),
    max_vehicle_height: toNumber(place.maxHeightCm),
    max_vehicle_length: toNumber(place.maxLengthCm),
    max_vehicle_width: toNumber(place.maxWidthCm),
    parking_space_length: toNumber(place.spaceLengthCm),
    parking_space_width: toNumber(place.spaceWidthCm),
    dangerous_goods_allowed: place.dangerousGoodsAllowed,
    direction: place.direction,
    drive_through: place.driveThrough,
    restricted_to_type: place.restrictedToType,
    reservation_required: place.reservationRequired,
    time_limit: toNumber(place.timeLimitMinutes),
    roofed: place.roofed,
    images: place.images.map(writeImage),
    lighting: place.lighting,
    refrigeration_outlet: place.refrigerationOutlet,
    standards: place.standards,
    apds_reference: place.apdsReference,
  })
}

/** Edition 1's examples name the place only, edition 2 also the side on which the EVSE stands. */
export function readEvseParking(item: unknown, path: Place, into: WireObject): EvseParking {
  if (typeof item === 'string') return { parkingId: item, position: null }
  const object = new WireObject(item, path, into.findings)
  return {
    parkingId: object.id('parking_id', 36),
    position: object.optionalText('evse_position', 20)?.toUpperCase() ?? null,
  }
}

export function writeEvseParking({ parkingId, position }: EvseParking): WireJson {
  return compact({ parking_id: parkingId, evse_position: position })
}

/** 2.1.1 calls the category of an impact its source (guide LOC-15). */
export function readEnergyMix(object: WireObject): EnergyMix {
  return {
    isGreen: object.optionalFlag('is_green_energy') ?? false,
    sources: object.lenientList('energy_sources', (item, path) => {
      const source = new WireObject(item, path, object.findings)
      return { source: source.text('source', 40).toUpperCase(), percentage: source.exact('percentage') }
    }),
    impacts: object.lenientList('environ_impact', (item, path) => {
      const impact = new WireObject(item, path, object.findings)
      const category = impact.optionalText('category', 40) ?? impact.text('source', 40)
      return { category: openValue(category, IMPACT_CATEGORY), amount: impact.exact('amount') }
    }),
    supplierName: object.optionalText('supplier_name', 64),
    productName: object.optionalText('energy_product_name', 64),
  }
}

export function writeEnergyMix(mix: EnergyMix, categoryName: 'category' | 'source' = 'category'): WireJson {
  return compact({
    is_green_energy: mix.isGreen,
    energy_sources: mix.sources.map(({ source, percentage }) => ({ source, percentage: toNumber(percentage) })),
    environ_impact: mix.impacts.map(({ category, amount }) => ({ [categoryName]: category, amount: toNumber(amount) })),
    supplier_name: mix.supplierName,
    energy_product_name: mix.productName,
  })
}
