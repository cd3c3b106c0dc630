// Which messages of a partner satisfy what it was asked to do: only those that came after it was asked.
import type { Instant } from '@/lib/kernel/time'
import type { InteractiveStep, StepEvidence } from './conformance'

/** An inbound exchange, as far as a step looks at it. */
export type InboundExchange = {
  id: number
  at: Instant
  method: string
  path: string
  module: string | null
  requestId: string | null
  httpStatus: number | null
  ocpiStatus: number | null
  requestBody: string | null
  responseBody: string | null
}

type Test = (exchange: InboundExchange, earlier: readonly InboundExchange[]) => boolean

const accepted = ({ ocpiStatus }: InboundExchange): boolean =>
  ocpiStatus !== null && ocpiStatus >= 1000 && ocpiStatus < 2000
const isA = (exchange: InboundExchange, module: string, method: string): boolean =>
  exchange.module === module && exchange.method === method && accepted(exchange)
/** The path without its query. */
const pathOf = ({ path }: InboundExchange): string => path.split('?')[0] ?? path
const says = (text: string | null, pattern: RegExp): boolean => text !== null && pattern.test(text)
const isAuthorize = (exchange: InboundExchange): boolean =>
  exchange.module === 'tokens' && exchange.method === 'POST' && pathOf(exchange).endsWith('/authorize')
const isResult = (exchange: InboundExchange, kind: string): boolean =>
  exchange.module === 'commands' &&
  exchange.method === 'POST' &&
  accepted(exchange) &&
  pathOf(exchange).includes(`/${kind}/`)

const TESTS: Readonly<Record<InteractiveStep, Test>> = {
  evse_status: (exchange) => isA(exchange, 'locations', 'PATCH') && says(exchange.requestBody, /"status"/),
  authorize_known: (exchange) => isAuthorize(exchange) && says(exchange.responseBody, /"allowed"\s*:\s*"ALLOWED"/),
  authorize_unknown: (exchange) => isAuthorize(exchange) && exchange.httpStatus === 404,
  session_put: (exchange) => isA(exchange, 'sessions', 'PUT'),
  session_patch: (exchange, earlier) =>
    isA(exchange, 'sessions', 'PATCH') ||
    (isA(exchange, 'sessions', 'PUT') &&
      earlier.some((other) => isA(other, 'sessions', 'PUT') && pathOf(other) === pathOf(exchange))),
  session_completed: (exchange) =>
    (isA(exchange, 'sessions', 'PATCH') || isA(exchange, 'sessions', 'PUT')) &&
    says(exchange.requestBody, /"status"\s*:\s*"COMPLETED"/),
  cdr_post: (exchange) => isA(exchange, 'cdrs', 'POST'),
  remote_start: (exchange) =>
    isResult(exchange, 'START_SESSION') && says(exchange.requestBody, /"result"\s*:\s*"ACCEPTED"/),
  remote_stop: (exchange) =>
    isResult(exchange, 'STOP_SESSION') && says(exchange.requestBody, /"result"\s*:\s*"ACCEPTED"/),
}

/** The message by which a step was done, the earliest after it was asked; null while it is awaited. */
export function matchStep(
  step: InteractiveStep,
  askedAt: Instant,
  exchanges: readonly InboundExchange[],
): StepEvidence | null {
  const later = exchanges.filter(({ at }) => at >= askedAt).toSorted((a, b) => a.at - b.at || a.id - b.id)
  const index = later.findIndex((exchange, position) => TESTS[step](exchange, later.slice(0, position)))
  const found = later[index]
  if (!found) return null
  return {
    exchangeId: found.id,
    requestId: found.requestId,
    at: found.at,
    call: `${found.method} ${found.path}`,
    answer: [found.httpStatus && `HTTP ${found.httpStatus}`, found.ocpiStatus].filter(Boolean).join(', '),
  }
}

/** What arrived after it was asked and came near, but was refused: shown to whoever waits. */
export function nearMisses(
  step: InteractiveStep,
  askedAt: Instant,
  exchanges: readonly InboundExchange[],
): InboundExchange[] {
  const about = MODULE_OF[step]
  return exchanges.filter(
    (exchange) =>
      exchange.at >= askedAt &&
      exchange.module === about &&
      exchange.method !== 'GET' &&
      !accepted(exchange) &&
      !isAuthorize(exchange),
  )
}

const MODULE_OF: Readonly<Record<InteractiveStep, string>> = {
  evse_status: 'locations',
  authorize_known: 'tokens',
  authorize_unknown: 'tokens',
  session_put: 'sessions',
  session_patch: 'sessions',
  session_completed: 'sessions',
  cdr_post: 'cdrs',
  remote_start: 'commands',
  remote_stop: 'commands',
}
