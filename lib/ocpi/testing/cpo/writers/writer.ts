// What a version of OCPI makes of the operator's model. Three versions, three writers, no shared shortcuts.
import type { Cdr, Location, Role, Session, Tariff } from '../wire'
import type { Json } from '../distort-objects'

/** Finds the Location that a Session or a CDR speaks of; 2.1.1 encloses it. */
export type LocationOf = (id: string) => Location | undefined

export type Writer = {
  location(location: Location): Json
  tariff(tariff: Tariff): Json
  session(session: Session, locationOf: LocationOf): Json
  sessionChanges(changes: Partial<Session>): Json
  cdr(cdr: Cdr, locationOf: LocationOf): Json
  credentials(given: { token: string; url: string; roles: Role[]; hub?: Role }): Json
}

/** Drops what is undefined, so that an optional field is absent rather than empty. */
export function written(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
