// Which adapters speak which version.
import type { OcpiVersion } from '@/lib/auth/context'
import type { Codecs } from './codec'
import * as preferences221 from './v221/charging-preferences'
import * as profiles221 from './v221/charging-profiles'
import { cdrs as cdrs211 } from './v211/cdrs'
import { commands as commands211 } from './v211/commands'
import { credentials as credentials211 } from './v211/credentials'
import { locations as locations211 } from './v211/locations'
import { sessions as sessions211 } from './v211/sessions'
import { tariffs as tariffs211 } from './v211/tariffs'
import { tokens as tokens211 } from './v211/tokens'
import { cdrs as cdrs221 } from './v221/cdrs'
import * as commands221 from './v221/commands'
import { credentials as credentials221 } from './v221/credentials'
import { locations as locations221 } from './v221/locations'
import { sessions as sessions221 } from './v221/sessions'
import { tariffs as tariffs221 } from './v221/tariffs'
import { tokens as tokens221 } from './v221/tokens'
import { cdrs as cdrs230 } from './v230/cdrs'
import { credentials as credentials230 } from './v230/credentials'
import { locations as locations230 } from './v230/locations'
import { sessions as sessions230 } from './v230/sessions'
import { tariffs as tariffs230 } from './v230/tariffs'
import { tokens as tokens230 } from './v230/tokens'

const SINCE_22 = { routing: true, endpointRoles: true, tokenEncoding: 'base64' } as const

const CODECS: Readonly<Record<OcpiVersion, Codecs>> = {
  '2.1.1': {
    credentials: credentials211,
    locations: locations211,
    tariffs: tariffs211,
    sessions: sessions211,
    cdrs: cdrs211,
    tokens: tokens211,
    commands: commands211,
    chargingProfiles: null,
    chargingPreferences: null,
    routing: false,
    endpointRoles: false,
    tokenEncoding: 'raw',
  },
  '2.2.1': {
    ...SINCE_22,
    credentials: credentials221,
    locations: locations221,
    tariffs: tariffs221,
    sessions: sessions221,
    cdrs: cdrs221,
    tokens: tokens221,
    commands: commands221,
    chargingProfiles: profiles221,
    chargingPreferences: preferences221,
  },
  '2.3.0': {
    ...SINCE_22,
    credentials: credentials230,
    locations: locations230,
    tariffs: tariffs230,
    sessions: sessions230,
    cdrs: cdrs230,
    tokens: tokens230,
    // Nothing changed on the wire.
    commands: commands221,
    chargingProfiles: profiles221,
    chargingPreferences: preferences221,
  },
}

export function codecsOf(version: OcpiVersion): Codecs {
  return CODECS[version]
}
