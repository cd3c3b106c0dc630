// Starts a simulated operator: one HTTP server for OCPI and for the control API. It knows nothing of the
// product's code and speaks with it over the wire only. Any number may run in one process.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBulkNetwork } from './bulk-network'
import { systemClock, type Clock } from './clock'
import { createControl, serveControl } from './control'
import { createCpo, type Cpo, type Memory, type Settings } from './cpo'
import { toHubSettings, type HubSettings } from './hub-settings'
import { resumeSessions } from './live-session'
import { serveOcpi } from './ocpi-server'
import { rotateTokens } from './registration'
import { resumeReservations } from './reservations'
import { keepMemory, readMemory } from './state-file'
import { hasParties } from './version'

export type CpoOptions = Partial<Omit<Settings, 'hub'>> & {
  /** A hub with four operators behind it, or as described. */
  hub?: Partial<HubSettings> | true

  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  /** Without one, http://127.0.0.1:PORT. */
  publicUrl?: string
  clock?: Clock
  log?: (line: string) => void
}

export type CpoHandle = {
  /** Address without a path; the control API is below `/control`. */
  url: string
  versionsUrl: string
  port: number
  /** Ends the server, the sessions' timers and all open connections; writes the state file. */
  close(): Promise<void>
}

function toSettings(options: CpoOptions): Settings {
  const hub = toHubSettings(options.hub)
  return {
    countryCode: options.countryCode ?? 'SE',
    partyId: options.partyId ?? 'KUL',
    name: options.name ?? 'Kustladd AB',
    currency: options.currency ?? 'SEK',
    seed: options.seed ?? 2026,
    speed: options.speed ?? 60,
    tokenEncoding: options.tokenEncoding ?? 'base64',
    tickMs: options.tickMs ?? 2_000,
    commandDelayMs: options.commandDelayMs ?? 800,
    locations: options.locations ?? 0,
    evsesEach: options.evsesEach ?? 2,
    pageLimit: options.pageLimit ?? 100,
    profilePauseMs: options.profilePauseMs ?? 0,
    cdrDelayMs: options.cdrDelayMs ?? 500,
    periodSeconds: options.periodSeconds ?? 180,
    reservationFees: options.reservationFees ?? false,
    // There are no hubs in 2.1.1.
    versions: (options.versions ?? ['2.2.1']).filter((version) => !hub || hasParties(version)),
    misbehave: options.misbehave ?? [],
    ...(hub && { hub }),
    ...(options.stateFile && { stateFile: options.stateFile }),
  }
}

function serve(cpo: Cpo): Server {
  const actions = createControl(cpo)
  return createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const served =
      path.startsWith('/control/') || path === '/control'
        ? serveControl(actions, request, response)
        : serveOcpi(cpo, request, response)
    served.catch((error: unknown) => {
      cpo.log(`request broke off: ${String(error)}`)
      response.destroy()
    })
  })
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // A TCP server's address is an AddressInfo.
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

/** After a move to another address the partner must be told: its endpoints point at the old one. */
async function announceMove(cpo: Cpo): Promise<void> {
  for (let attempt = 0; attempt < 20 && !cpo.closing.signal.aborted; attempt += 1) {
    try {
      return await rotateTokens(cpo)
    } catch (error) {
      cpo.log(`the partner does not know the new address yet: ${String(error)}`)
      await cpo.clock.sleep(5_000, cpo.closing.signal)
    }
  }
}

/** Starts an operator, or continues the one that the state file remembers. */
export async function startCpo(options: CpoOptions = {}): Promise<CpoHandle> {
  const settings = toSettings(options)
  const memory: Memory | undefined = settings.stateFile ? readMemory(settings.stateFile) : undefined
  const cpo = createCpo(settings, options.clock ?? systemClock, options.log ?? (() => {}), memory)
  const bulk = createBulkNetwork(settings, cpo.locations.length, cpo.clock.now() - 400 * 86_400_000)
  if (bulk) cpo.bulk = bulk
  const server = serve(cpo)
  const port = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1')
  cpo.publicUrl = (options.publicUrl ?? `http://127.0.0.1:${port}`).replace(/\/+$/, '')
  const forgetNothing = settings.stateFile ? keepMemory(cpo, settings.stateFile) : undefined
  if (cpo.connection && memory && memory.publicUrl !== cpo.publicUrl) void announceMove(cpo)
  resumeSessions(cpo)
  resumeReservations(cpo)
  return {
    url: cpo.publicUrl,
    versionsUrl: `${cpo.publicUrl}/ocpi/versions`,
    port,
    async close() {
      cpo.closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      forgetNothing?.()
    },
  }
}
