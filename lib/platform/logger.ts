import { toIsoInstant } from '@/lib/kernel/time'
import { systemClock } from './clock'

// One JSON line per event on standard error. No tokens, no personal data: callers pass ids.
type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

function write(level: 'info' | 'warn' | 'error', event: string, fields: Fields): void {
  process.stderr.write(`${JSON.stringify({ at: toIsoInstant(systemClock.now()), level, event, ...fields })}\n`)
}

export const logger = {
  info: (event: string, fields: Fields = {}) => write('info', event, fields),
  warn: (event: string, fields: Fields = {}) => write('warn', event, fields),
  error: (event: string, error: unknown, fields: Fields = {}) =>
    write('error', event, {
      ...fields,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
}
