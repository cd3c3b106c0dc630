// The status of an EVSE, and what the eMSP hears of it.
import { toDateTime } from './clock'
import type { Cpo, Place } from './cpo'
import { patchEvse } from './push-object'
import type { EvseStatus } from './wire'

/** Sends the status of an EVSE, and of its parents the time. */
export async function setEvseStatus(cpo: Cpo, { location, evse }: Place, status: EvseStatus): Promise<void> {
  const lastUpdated = toDateTime(cpo.clock.now())
  evse.status = status
  evse.last_updated = lastUpdated
  location.last_updated = lastUpdated
  cpo.changed()
  await patchEvse(cpo, location, evse, { status, last_updated: lastUpdated })
}
