// OCPI 2.2.1 §11.2.2 Tariffs, Receiver: GET, PUT and DELETE; PATCH exists in 2.1.1 only.
import type { ObjectKey } from '@/lib/roaming/core/common'
import { deleteTariff } from '@/lib/roaming/tariffs/delete-tariff'
import { putTariff } from '@/lib/roaming/tariffs/put-tariff'
import { findReceivedTariff } from '@/lib/roaming/tariffs/queries'
import type { TariffCodec } from '../wire/codec'
import type { Call, Routes } from '../http/receiver'
import { created, notFound, ok, STATUS, type Reply } from '../http/reply'

const unknownTariff = () => notFound(STATUS.clientError, 'There is no such tariff')

export function receiveTariffs(wire: TariffCodec): Routes {
  const get = async (call: Call): Promise<Reply> => {
    const found = await findReceivedTariff(call.ctx, keyOf(call))
    if (!found) return unknownTariff()
    return ok(wire.toWireOver(found.tariff, found.received))
  }
  const put = async (call: Call): Promise<Reply> => {
    const { value: tariff, findings } = wire.fromWire(call.body, keyOf(call))
    const outcome = await putTariff(call.ctx, { tariff, received: call.body, findings })
    return outcome === 'created' ? created() : ok()
  }
  const remove = async (call: Call): Promise<Reply> =>
    (await deleteTariff(call.ctx, keyOf(call))) ? ok() : unknownTariff()
  const { mergePatch } = wire
  const patch = async (call: Call): Promise<Reply> => {
    const found = await findReceivedTariff(call.ctx, keyOf(call))
    if (!found || !mergePatch) return unknownTariff()
    const { value: tariff, received, findings } = mergePatch(found.tariff, found.received, call.body)
    await putTariff(call.ctx, { tariff, received, findings })
    return ok()
  }
  const methods = { GET: get, PUT: put, DELETE: remove, ...(mergePatch && { PATCH: patch }) }
  return { '{country_code}/{party_id}/{tariff_id}': methods }
}

function keyOf({ params }: Call): ObjectKey {
  return { countryCode: params['country_code']!, partyId: params['party_id']!, id: params['tariff_id']! } // named by the route
}
