// Control API, the part about what the operator is: its state, its EVSEs, its tariffs.
import { toDateTime } from './clock'
import { ControlError, fieldsOf, optionalText, requiredText } from './control-input'
import { findPlace, type Cpo } from './cpo'
import { setEvseStatus } from './evse-status'
import { putObject } from './push-object'
import { versionsUrl } from './registration'
import type { EvseStatus, Tariff } from './wire'

const STATUSES: EvseStatus[] = ['AVAILABLE', 'BLOCKED', 'CHARGING', 'INOPERATIVE', 'OUTOFORDER', 'PLANNED', 'REMOVED']

/** GET /control/state; never a token. */
export function stateOf(cpo: Cpo): object {
  const { countryCode, partyId, name, speed, tokenEncoding } = cpo.settings
  return {
    party: { countryCode, partyId, name },
    hub: cpo.settings.hub && { ...cpo.settings.hub, parties: cpo.parties },
    versionsUrl: versionsUrl(cpo),
    speed,
    tokenEncoding,
    versions: cpo.settings.versions,
    version: cpo.connection?.version,
    registered: cpo.connection !== undefined,
    tokenAIssued: cpo.tokenA !== undefined,
    partner: cpo.connection && {
      versionsUrl: cpo.connection.versionsUrl,
      roles: cpo.connection.roles,
      endpoints: cpo.connection.endpoints,
    },
    locations: cpo.locations.length,
    evses: cpo.locations.reduce((sum, location) => sum + location.evses.length, 0),
    tariffs: cpo.tariffs.map((tariff) => tariff.id),
    tokens: cpo.tokens.size,
    sessions: cpo.sessions.size,
    cdrs: cpo.cdrs.size,
    live: [...cpo.live.keys()],
    misbehaviour: cpo.misbehaviour.waiting(),
    standing: cpo.standing.list(),
  }
}

/** GET /control/locations */
export function listEvses(cpo: Cpo): object {
  return cpo.locations.map((location) => ({
    id: location.id,
    partyId: location.party_id,
    name: location.name,
    city: location.city,
    country: location.country,
    timeZone: location.time_zone,
    publish: location.publish,
    evses: location.evses.map((evse) => ({
      uid: evse.uid,
      evseId: evse.evse_id,
      status: evse.status,
      powerType: evse.connectors[0]?.power_type,
      powerKw: (evse.connectors[0]?.max_electric_power ?? 0) / 1000,
      tariffId: evse.connectors[0]?.tariff_ids[0],
    })),
  }))
}

/** GET /control/exchanges, newest first. */
export function exchangesOf(cpo: Cpo): object {
  return cpo.exchanges.toReversed()
}

/** POST /control/tariffs/{id}: a new version, pushed at once. Sessions under way keep the old one. */
export async function changeTariff(cpo: Cpo, id: string, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const beside = optionalText(fields, 'beside')
  const index = cpo.tariffs.findIndex((tariff) => tariff.id === id)
  const current = index < 0 ? cpo.tariffs.find((tariff) => tariff.id === beside) : cpo.tariffs[index]
  if (!current) throw new ControlError('no such tariff', 404)
  const { elements, min_price: minPrice, max_price: maxPrice, type } = fields
  const tariff = {
    ...current,
    id,
    ...(type !== undefined && { type }),
    ...(elements !== undefined && { elements }),
    ...(minPrice !== undefined && { min_price: minPrice }),
    ...(maxPrice !== undefined && { max_price: maxPrice }),
    last_updated: optionalText(fields, 'last_updated') ?? toDateTime(cpo.clock.now()),
  } as Tariff // Whoever changes a tariff over the control API answers for its shape.
  cpo.tariffs.splice(index < 0 ? cpo.tariffs.length : index, 1, tariff)
  cpo.changed()
  const answer = await putObject(cpo, 'tariffs', tariff)
  if (index < 0 && beside) await offerBeside(cpo, id, beside)
  return { tariff, answer }
}

/** Every connector that offers the one offers the other as well. */
async function offerBeside(cpo: Cpo, id: string, beside: string): Promise<void> {
  for (const location of cpo.locations) {
    const connectors = location.evses.flatMap((evse) => evse.connectors)
    const offering = connectors.filter((connector) => connector.tariff_ids.includes(beside))
    if (offering.length === 0) continue
    for (const connector of offering) connector.tariff_ids.push(id)
    location.last_updated = toDateTime(cpo.clock.now())
    await putObject(cpo, 'locations', location)
  }
}

/** POST /control/evse-status */
export async function setStatus(cpo: Cpo, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const place = findPlace(cpo, undefined, requiredText(fields, 'evseUid'))
  if (!place) throw new ControlError('no such EVSE', 404)
  const wanted = requiredText(fields, 'status')
  const status = STATUSES.find((candidate) => candidate === wanted)
  if (!status) throw new ControlError(`status must be one of ${STATUSES.join(', ')}`)
  await setEvseStatus(cpo, place, status)
  return { evseUid: place.evse.uid, status }
}
