// A refusal: something the caller may not or cannot do. Mapped once per edge, never a page for anyone.

export type AppErrorCode = 'not_found' | 'forbidden' | 'conflict' | 'invalid' | 'limit_exceeded' | 'precondition_failed'

export class AppError extends Error {
  override name = 'AppError'
  constructor(
    readonly code: AppErrorCode,
    message: string,
    /** The field that was wrong, where one was; for forms and OCPI status messages. */
    readonly field?: string,
  ) {
    super(message)
  }
}

export class NotFoundError extends AppError {
  override name = 'NotFoundError'
  constructor(entity: string, id = '') {
    super('not_found', `${entity} not found${id ? `: ${id}` : ''}`)
  }
}

export class ForbiddenError extends AppError {
  override name = 'ForbiddenError'
  constructor(message = 'not allowed') {
    super('forbidden', message)
  }
}

export class ConflictError extends AppError {
  override name = 'ConflictError'
  constructor(message: string, field?: string) {
    super('conflict', message, field)
  }
}

export class InvalidError extends AppError {
  override name = 'InvalidError'
  constructor(message: string, field?: string) {
    super('invalid', message, field)
  }
}

export class PreconditionError extends AppError {
  override name = 'PreconditionError'
  constructor(message: string) {
    super('precondition_failed', message)
  }
}

export class LimitError extends AppError {
  override name = 'LimitError'
  constructor(message: string) {
    super('limit_exceeded', message)
  }
}
