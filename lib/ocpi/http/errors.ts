// From an error to an answer, once for all receivers (guide §1.9). A stranger's input never ends in a 500.
import { AppError } from '@/lib/kernel/errors'
import { logger } from '@/lib/platform/logger'
import { notFound, refused, STATUS, type Reply } from './reply'

const UNKNOWN_OBJECT: Readonly<Record<string, number>> = {
  locations: STATUS.unknownLocation,
  tokens: STATUS.unknownToken,
}

/** The OCPI code of "there is no such thing" in a module. */
export function unknownObjectCode(module: string | undefined): number {
  return UNKNOWN_OBJECT[module ?? ''] ?? STATUS.clientError
}

// PostgreSQL: a value that does not fit its type, its index or the limits of the server is the sender's.
const UNFIT_VALUE = /^(22|54)/
// Connection lost, server starting or stopping, no connection left, two writers in each other's way.
const UNAVAILABLE =
  /^(08|40|53|57P)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED))$/

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = (cause as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

export function toReply(error: unknown, module: string | undefined, requestId: string): Reply {
  if (error instanceof AppError) return refusal(error, module)
  // Nested deeper than anything that OCPI knows.
  if (error instanceof RangeError) return refused(STATUS.invalid, 'The message is nested too deeply')
  const code = codeOf(error)
  if (UNFIT_VALUE.test(code)) {
    logger.warn('ocpi.unfit-value', { requestId, code })
    return refused(STATUS.invalid, 'A value does not fit its field')
  }
  logger.error('ocpi.request', error, { requestId, module })
  if (UNAVAILABLE.test(code)) return refused(STATUS.serverError, 'Temporarily not available')
  return { http: 500, code: STATUS.serverError, message: 'Server error' }
}

function refusal(error: AppError, module: string | undefined): Reply {
  switch (error.code) {
    case 'not_found':
    case 'forbidden':
      return notFound(unknownObjectCode(module), error.message)
    case 'limit_exceeded':
      return { http: 429, code: STATUS.serverError, message: error.message, headers: { 'retry-after': '10' } }
    case 'precondition_failed':
      return refused(STATUS.clientError, error.message)
    case 'invalid':
    case 'conflict':
      return refused(STATUS.invalid, error.message)
  }
}
