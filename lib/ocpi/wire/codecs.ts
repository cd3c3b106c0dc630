// Which adapters speak which version.
import type { OcpiVersion } from '@/lib/auth/context'
import { assert } from '@/lib/kernel/assert'
import type { Codecs } from './codec'
import * as preferences221 from './v221/charging-preferences'
import * as profiles221 from './v221/charging-profiles'
import * as cdrs221 from './v221/cdrs'
import * as commands221 from './v221/commands'
import * as credentials221 from './v221/credentials'
import * as locations221 from './v221/locations'
import * as sessions221 from './v221/sessions'
import * as tariffs221 from './v221/tariffs'
import * as tokens221 from './v221/tokens'

const CODECS: Partial<Readonly<Record<OcpiVersion, Codecs>>> = {
  '2.2.1': {
    credentials: credentials221,
    locations: locations221,
    tariffs: tariffs221,
    sessions: sessions221,
    cdrs: cdrs221,
    tokens: tokens221,
    commands: commands221,
    chargingProfiles: profiles221,
    chargingPreferences: preferences221,
    routing: true,
  },
}

export function codecsOf(version: OcpiVersion): Codecs {
  const codecs = CODECS[version]
  assert(codecs, `no adapters for OCPI ${version}`)
  return codecs
}
