// What a receiver answers, before it becomes an envelope.

/** OCPI 2.2.1 §5. */
export const STATUS = {
  success: 1000,
  clientError: 2000,
  invalid: 2001,
  notEnoughInformation: 2002,
  unknownLocation: 2003,
  unknownToken: 2004,
  serverError: 3000,
  cannotUseClientApi: 3001,
  unsupportedVersion: 3002,
  noMatchingEndpoints: 3003,
} as const

export type Reply = {
  readonly http: number
  readonly code: number
  readonly data?: unknown
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Where the request's body is kept to the byte already, so that the log names the place instead of a copy. */
  readonly bodyKeptWith?: string
}

export function ok(data?: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return { http: 200, code: STATUS.success, ...(data !== undefined && { data }), ...(headers && { headers }) }
}

export function created(headers?: Readonly<Record<string, string>>): Reply {
  return { http: 201, code: STATUS.success, ...(headers && { headers }) }
}

/** An OCPI error of a well-formed request: HTTP stays 200 (guide §1.9). */
export function refused(code: number, message: string): Reply {
  return { http: 200, code, message }
}

export function notFound(code: number, message: string): Reply {
  return { http: 404, code, message }
}

/** The method exists for the module, but not in the state that the connection is in (credentials). */
export function methodNotAllowed(allow: readonly string[], message = 'This method is not possible here'): Reply {
  return { http: 405, code: STATUS.clientError, message, headers: { allow: allow.join(', ') } }
}
