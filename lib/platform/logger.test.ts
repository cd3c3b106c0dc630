import { afterEach, expect, test, vi } from 'vitest'
import { logger } from './logger'

afterEach(() => {
  vi.restoreAllMocks()
})

test('a failed statement is told with its cause and never with its parameters', () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const cause = Object.assign(new Error('invalid byte sequence'), { code: '22021' })
  const error = new Error(
    'Failed query: insert into users values ($1, $2)\nparams: a@example.se,$argon2id$v=19$secret',
    {
      cause,
    },
  )
  logger.error('action.failed', error)
  const line = String(written.mock.calls[0]?.[0])
  expect(line).toContain('insert into users')
  expect(line).toContain('22021 invalid byte sequence')
  expect(line).toContain('logger.test')
  expect(line).not.toMatch(/argon2id|a@example/)
})

test('any other error keeps its trace', () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  logger.error('job.failed', new Error('no such thing'), { job: 'rate-cdrs' })
  expect(String(written.mock.calls[0]?.[0])).toMatch(/no such thing.*logger\.test/s)
})
