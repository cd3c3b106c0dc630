// How the lab asks: through the partner client, without repeating, keeping what came exactly as it came.
import type { Latencies } from '@/lib/partners/core/conformance'
import type { Connection } from '@/lib/partners/find-connection'
import { systemClock } from '@/lib/platform/clock'
import { NO_ANSWER_IN_TIME } from '@/lib/platform/http/peer-fetch'
import { exchangeWithPartner, isRouted, type PeerCall } from '../client/partner-client'
import { configurationPeerOf, peerOf } from '../client/peer-of'
import { parseJson, type Recorded } from './recorded'

export type Ask = {
  method?: PeerCall['method']
  body?: unknown
  /** Another token than the partner's: to see it refused. */
  token?: string
  encoding?: 'base64' | 'raw'
}
export type Probe = { ask(module: string, url: string, ask?: Ask): Promise<Recorded>; latencies: Latencies }

const CONFIGURATION = new Set(['versions', 'credentials'])

/** Asks one partner; how long it let us wait counts into the latencies of its module, also where no answer came. */
export function createProbe(connection: Connection, latencies: Latencies, timeoutMs: number): Probe {
  return {
    latencies,
    async ask(module, url, { method = 'GET', body, token, encoding } = {}) {
      const configuration = CONFIGURATION.has(module)
      const known = configuration ? configurationPeerOf(connection) : peerOf(connection)
      const quirks = { ...known.quirks, ...(encoding && { tokenEncoding: encoding }) }
      const peer = { ...known, serverToken: token ?? known.serverToken, quirks }
      const at = systemClock.now()
      const answer = await exchangeWithPartner(peer, {
        method,
        url,
        module,
        timeoutMs,
        retry: false,
        ...(body !== undefined && { body }),
      })
      const { requestId, http, headers, body: text, durationMs, error } = answer
      if (http !== 0 || error === NO_ANSWER_IN_TIME) (latencies[module] ??= []).push(Math.round(durationMs))
      const routed = isRouted(peer)
      return {
        requestId,
        method,
        url,
        module,
        routed,
        http,
        headers,
        body: text,
        durationMs,
        error,
        json: parseJson(text),
        at,
      }
    },
  }
}
