// From the model to the wire: distorted if that is wanted, then written in one version.
import type { Cpo } from './cpo'
import { distortModel, distortPatch, distortWritten, type Json } from './distort-objects'
import { throughHub } from './hub'
import type { Version } from './version'
import type { Cdr, Location, Session, Tariff } from './wire'
import { v211 } from './writers/v211'
import { v221 } from './writers/v221'
import { v230 } from './writers/v230'
import type { Writer } from './writers/writer'

export const WRITERS: Record<Version, Writer> = { '2.1.1': v211, '2.2.1': v221, '2.3.0': v230 }

export type Objects = { locations: Location; tariffs: Tariff; sessions: Session; cdrs: Cdr }

const locationIn = (cpo: Cpo) => (id: string) => cpo.locations.find((location) => location.id === id)

const WRITE: { [M in keyof Objects]: (cpo: Cpo, writer: Writer, object: Objects[M]) => Json } = {
  locations: (_cpo, writer, location) => writer.location(location),
  tariffs: (_cpo, writer, tariff) => writer.tariff(tariff),
  sessions: (cpo, writer, session) => writer.session(session, locationIn(cpo)),
  cdrs: (cpo, writer, cdr) => writer.cdr(cdr, locationIn(cpo)),
}

/** A whole object as that version has it. */
export function writeObject<M extends keyof Objects>(cpo: Cpo, version: Version, module: M, object: Objects[M]): Json {
  const passed = module === 'cdrs' ? (throughHub(cpo, object as Cdr) as Objects[M]) : object // M is 'cdrs' there.
  return distortWritten(cpo, module, WRITE[module](cpo, WRITERS[version], distortModel(cpo, module, passed)))
}

/** The changes of a PATCH. */
export function writeChanges(
  cpo: Cpo,
  version: Version,
  module: 'locations' | 'sessions',
  changes: Partial<Session> | Json,
): Json {
  const written = module === 'sessions' ? WRITERS[version].sessionChanges(changes as Partial<Session>) : changes
  return distortPatch(cpo, module, written as Json) // Changes of an EVSE are written alike in all versions.
}
