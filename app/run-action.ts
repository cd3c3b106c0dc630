import { getTranslations } from 'next-intl/server'
import { unstable_rethrow } from 'next/navigation'
import { ZodError, type ZodType, type z } from 'zod'
import { SECRETS, typedValues, type FormState } from '@/components/forms/form-state'
import { AppError, type AppErrorCode } from '@/lib/kernel/errors'
import { logger } from '@/lib/platform/logger'

/** The page's own words for a refusal, where the general sentence would not tell what to do. */
export type RefusalWords = Partial<Record<AppErrorCode, string>>

/**
 * The body of a server action: reads the form by its schema, runs the verb, and turns a refusal into words while what
 * was typed is kept. `work` returns the sentence to show. A bug is logged and told as one, with nothing lost.
 */
export async function runAction<Schema extends ZodType>(
  form: FormData,
  schema: Schema,
  work: (input: z.output<Schema>) => Promise<string | void>,
  words: RefusalWords = {},
): Promise<FormState> {
  const values = typedValues(form)
  try {
    const message = await work(schema.parse({ ...values, ...secrets(form) }))
    return message ? { status: 'done', message } : { status: 'done' }
  } catch (error) {
    unstable_rethrow(error)
    return { ...(await explain(error, words, values)), values }
  }
}

// Secrets are read for the verb but never sent back into the page.
function secrets(form: FormData): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of SECRETS) {
    const value = form.get(name)
    if (typeof value === 'string') found[name] = value
  }
  return found
}

type Typed = Readonly<Record<string, string>>
type T = Awaited<ReturnType<typeof getTranslations<'errors'>>>

async function explain(error: unknown, words: RefusalWords, values: Typed): Promise<FormState> {
  const t = await getTranslations('errors')
  if (error instanceof ZodError) {
    const errors = Object.fromEntries(
      error.issues.map((issue) => [issue.path.join('.'), fieldWords(t, issue, values[issue.path.join('.')])]),
    )
    return { status: 'error', errors, message: t('form') }
  }
  if (error instanceof AppError) {
    const text = words[error.code] ?? t(error.code)
    return error.field
      ? { status: 'error', message: t('form'), errors: { [error.field]: text } }
      : { status: 'error', message: text }
  }
  logger.error('action.failed', error)
  return { status: 'error', message: t('bug') }
}

/** What was left empty is missing, whatever it should have been; a number has bounds, a text has a length. */
function fieldWords(t: T, issue: z.core.$ZodIssue, typed: string | undefined): string {
  if (typed === '' || (typed === undefined && issue.code === 'invalid_type')) return t('field_missing')
  if (issue.code === 'too_small')
    return issue.origin === 'string' ? t('field_missing') : t('field_least', { bound: String(issue.minimum) })
  if (issue.code === 'too_big')
    return issue.origin === 'string' ? t('field_long') : t('field_most', { bound: String(issue.maximum) })
  return t('field_wrong')
}
