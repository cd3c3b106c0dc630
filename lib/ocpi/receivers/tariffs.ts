// OCPI 2.2.1 §11.2.2 Tariffs, Receiver: GET, PUT and DELETE; PATCH exists in 2.1.1 only.
import type { ObjectKey } from '@/lib/roaming/core/common'
import { deleteTariff } from '@/lib/roaming/tariffs/delete-tariff'
import { putTariff } from '@/lib/roaming/tariffs/put-tariff'
import { findReceivedTariff } from '@/lib/roaming/tariffs/queries'
import type { TariffCodec } from '../wire/codec'
import { isJsonObject } from '../wire/reader'
import type { Call, Routes } from '../http/receiver'
import { created, notFound, ok, STATUS, type Reply } from '../http/reply'

const unknownTariff = () => notFound(STATUS.clientError, 'There is no such tariff')

export function receiveTariffs(wire: TariffCodec): Routes {
  const get = async (call: Call): Promise<Reply> => {
    const found = await findReceivedTariff(call.ctx, keyOf(call))
    if (!found) return unknownTariff()
    return ok({ ...(isJsonObject(found.received) ? found.received : {}), ...wire.toWire(found.tariff) })
  }
  const put = async (call: Call): Promise<Reply> => {
    const { value: tariff, findings } = wire.fromWire(call.body, keyOf(call))
    const outcome = await putTariff(call.ctx, { tariff, received: call.body, findings })
    return outcome === 'created' ? created() : ok()
  }
  const remove = async (call: Call): Promise<Reply> =>
    (await deleteTariff(call.ctx, keyOf(call))) ? ok() : unknownTariff()
  return { '{country_code}/{party_id}/{tariff_id}': { GET: get, PUT: put, DELETE: remove } }
}

function keyOf({ params }: Call): ObjectKey {
  return { countryCode: params['country_code']!, partyId: params['party_id']!, id: params['tariff_id']! } // named by the route
}
