import { toIsoInstant } from '@/lib/kernel/time'
import { systemClock } from './clock'

// One JSON line per event on standard error. No tokens, no personal data: callers pass ids.
type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** What a failed statement was given: people's data, and the hashes of secrets. */
const PARAMETERS = /(Failed query:[^]*?)\nparams:[^]*?(?=\n\s+at |$)/g

function write(level: 'info' | 'warn' | 'error', event: string, fields: Fields): void {
  const clean = Object.entries(fields).map(([name, value]) => {
    return [name, typeof value === 'string' ? value.replace(PARAMETERS, '$1') : value]
  })
  const line = { at: toIsoInstant(systemClock.now()), level, event, ...Object.fromEntries(clean) }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}

function causeOf({ cause }: Error): string | undefined {
  if (!(cause instanceof Error)) return undefined
  return 'code' in cause ? `${String(cause.code)} ${cause.message}` : cause.message
}

export const logger = {
  info: (event: string, fields: Fields = {}) => write('info', event, fields),
  warn: (event: string, fields: Fields = {}) => write('warn', event, fields),
  error: (event: string, error: unknown, fields: Fields = {}) =>
    write('error', event, {
      ...fields,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      cause: error instanceof Error ? causeOf(error) : undefined,
    }),
}
