// OCPI 2.2.1: the model without what 2.3.0 added.
import type { Connector, Evse, Location } from '../wire'
import { written, type Writer } from './writer'

function connector({ capabilities: _since230, ...rest }: Connector) {
  return rest
}

function evse({ parking: _since230, accepted_service_providers: _too, connectors, ...rest }: Evse) {
  return { ...rest, connectors: connectors.map(connector) }
}

function location({ parking_places: _since230, help_phone: _too, evses, ...rest }: Location) {
  return { ...rest, evses: evses.map(evse) }
}

export const v221: Writer = {
  location,
  tariff: (tariff) => ({ ...tariff }),
  session: (session) => ({ ...session }),
  sessionChanges: (changes) => ({ ...changes }),
  cdr: (cdr) => ({ ...cdr }),
  // A hub reports itself alone; who is behind it stands in HubClientInfo.
  credentials: ({ token, url, roles, hub }) => written({ token, url, roles: hub ? [hub] : roles }),
}
