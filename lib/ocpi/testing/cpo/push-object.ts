// Pushes of objects that are ours: `{endpoint}/{country}/{party}/{id…}`, in the version of the connection.
import type { Cpo } from './cpo'
import { speakerFor } from './hub'
import { callModule, type Answer, type Call } from './partner-client'
import type { Json } from './distort-objects'
import type { Evse, Location, Owner, Session } from './wire'
import { writeChanges, writeObject, type Objects } from './write-object'

type Pushed = Omit<Objects, 'cdrs'>

/** A broken connection is tried once more; a hub says nothing for a party that is away. */
async function push(
  cpo: Cpo,
  module: keyof Pushed,
  owner: Owner,
  path: string[],
  call: Pick<Call, 'method' | 'body'>,
): Promise<Answer> {
  const from = speakerFor(cpo, owner, module)
  if (!from) return { ok: false, http: 0, message: 'the party is not connected to the hub' }
  const send = () =>
    callModule(
      cpo,
      { module, role: 'RECEIVER', path: [owner.country_code, owner.party_id, ...path] },
      { ...call, from },
    )
  const answer = await send()
  if (answer.http !== 0 || !cpo.connection || cpo.closing.signal.aborted) return answer
  await cpo.clock.sleep(250, cpo.closing.signal)
  return send()
}

/** PUT of a whole object. */
export function putObject<M extends keyof Pushed>(cpo: Cpo, module: M, object: Objects[M]): Promise<Answer> {
  const version = cpo.connection?.version ?? '2.2.1'
  const body = writeObject(cpo, version, module, object)
  // The faults that change ids and owners change them in both places.
  const id = typeof body.id === 'string' ? body.id : object.id
  const owner = typeof body.party_id === 'string' ? (body as Owner & Json) : object
  return push(cpo, module, owner, [id], { method: 'PUT', body })
}

/** PATCH of a session. */
export function patchSession(cpo: Cpo, session: Owner & { id: string }, changes: Partial<Session>): Promise<Answer> {
  const body = writeChanges(cpo, cpo.connection?.version ?? '2.2.1', 'sessions', changes)
  return push(cpo, 'sessions', session, [session.id], { method: 'PATCH', body })
}

/** PATCH of an EVSE. */
export function patchEvse(cpo: Cpo, location: Location, evse: Evse, changes: Partial<Evse>): Promise<Answer> {
  const body = writeChanges(cpo, cpo.connection?.version ?? '2.2.1', 'locations', changes)
  return push(cpo, 'locations', location, [location.id, evse.uid], { method: 'PATCH', body })
}
