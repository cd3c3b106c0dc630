import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Pairs, type Pair } from '@/components/ui/facts'
import { formatInstant, formatDuration } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { localDate, type Instant, type TimeZone } from '@/lib/kernel/time'
import { comingExceptions, openingState, regularWeek, type OpeningState } from '@/lib/roaming/core/opening-hours'
import { summarizeParking } from '@/lib/roaming/core/parking'
import type { PlaceFacts } from '@/lib/roaming/locations/find-places'

type Translate = Awaited<ReturnType<typeof getTranslations<'places'>>>
type Props = { facts: PlaceFacts; zone: TimeZone; now: Instant }

const MOST_EXCEPTIONS = 5
const PARKING_TYPES = [
  'ALONG_MOTORWAY',
  'PARKING_GARAGE',
  'PARKING_LOT',
  'ON_DRIVEWAY',
  'ON_STREET',
  'UNDERGROUND_GARAGE',
] as const
const VEHICLES = [
  'MOTORCYCLE',
  'PERSONAL_VEHICLE',
  'PERSONAL_VEHICLE_WITH_TRAILER',
  'VAN',
  'SEMI_TRACTOR',
  'RIGID',
  'TRUCK_WITH_TRAILER',
  'BUS',
] as const

/** Open or closed and until when, in the time of the place. */
export function openingText(
  state: OpeningState,
  { t, zone, now, locale }: { t: Translate; zone: TimeZone; now: Instant; locale: FormatLocale },
): string {
  if (state.until === null) return state.open ? t('openNow') : t('closedNow')
  const isToday = localDate(state.until, zone) === localDate(now, zone)
  const time = formatInstant(state.until, zone, isToday ? 'time' : 'shortTime', locale)
  return state.open ? t('openUntil', { time }) : t('closedUntil', { time })
}

/** Hours, parking and help of a charging place: what is known, and nothing where nothing is. */
export async function PlaceFactsList({ facts, zone, now }: Props) {
  const [t, locale] = await Promise.all([getTranslations('places'), formatLocale()])
  const pairs = [...hours({ facts, zone, now }, t, locale), ...parking(facts, t), ...help(facts, t)]
  return pairs.length === 0 ? null : <Pairs pairs={pairs} />
}

/** Whether there is anything to tell. */
export function hasPlaceFacts({ openingHours, helpPhone, parkingType, parkingPlaces }: PlaceFacts): boolean {
  return openingHours !== null || helpPhone !== null || parkingType !== null || parkingPlaces.length > 0
}

function hours({ facts, zone, now }: Props, t: Translate, locale: FormatLocale): Pair[] {
  const { openingHours, chargingWhenClosed } = facts
  const state = openingState(openingHours, zone, now)
  if (!openingHours || !state) return []
  const isAlways = openingHours.twentyFourSeven && openingHours.closings.every(({ to }) => to <= now)
  const exceptions = comingExceptions(openingHours, now).slice(0, MOST_EXCEPTIONS)
  return [
    { label: t('hours'), value: isAlways ? t('always') : openingText(state, { t, zone, now, locale }) },
    ...(regularWeek(openingHours) ?? []).map(({ weekday, spans }) => ({
      label: t(`weekdays.${weekday as 1}`),
      value: spans.length === 0 ? t('closed') : spans.map(({ begin, end }) => `${begin}–${end}`).join(', '),
    })),
    ...exceptions.map(({ from, to, open }) => ({
      label: open ? t('alsoOpen') : t('alsoClosed'),
      value: `${formatInstant(from, zone, 'shortTime', locale)} – ${formatInstant(to, zone, 'shortTime', locale)}`,
    })),
    ...(isAlways
      ? []
      : [{ label: t('whenClosed'), value: chargingWhenClosed ? t('chargesWhenClosed') : t('noChargeWhenClosed') }]),
  ]
}

function parking({ parkingType, parkingPlaces }: PlaceFacts, t: Translate): Pair[] {
  const type = PARKING_TYPES.find((one) => one === parkingType)
  const summary = summarizeParking(parkingPlaces)
  const vehicles = VEHICLES.filter((one) => summary?.vehicleTypes.includes(one)).map((one) => t(`vehicles.${one}`))
  const notes = [
    summary?.roofed ? t('roofed') : null,
    summary?.driveThrough ? t('driveThrough') : null,
    summary?.lowestCm ? t('maxHeight', { height: `${summary.lowestCm} cm` }) : null,
    summary?.limitMinutes ? t('timeLimit', { time: formatDuration(summary.limitMinutes * 60) }) : null,
  ].filter((note) => note !== null)
  return [
    ...(type ? [{ label: t('parking'), value: t(`parkingTypes.${type}`) }] : []),
    ...(summary ? [{ label: t('spots'), value: t('spotCount', { count: summary.places }) }] : []),
    ...(summary && summary.accessible > 0
      ? [{ label: t('accessible'), value: t('spotCount', { count: summary.accessible }) }]
      : []),
    ...(vehicles.length > 0 ? [{ label: t('fits'), value: vehicles.join(', ') }] : []),
    ...(notes.length > 0 ? [{ label: t('notes'), value: notes.join(', ') }] : []),
  ]
}

function help({ helpPhone }: PlaceFacts, t: Translate): Pair[] {
  if (helpPhone === null) return []
  const number = helpPhone.replace(/[^+\d]/g, '')
  return [{ label: t('help'), value: number === '' ? helpPhone : <a href={`tel:${number}`}>{helpPhone}</a> }]
}
