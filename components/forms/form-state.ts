/** What a server action answers to a form. `values` brings back what was typed, so that nothing is lost by an error. */
export type FormState = {
  readonly status: 'idle' | 'done' | 'error'
  /** One sentence for the whole form: what happened, what it means for money, what to do. */
  readonly message?: string
  /** By field name. */
  readonly errors?: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, string>>
}

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>

export const IDLE: FormState = { status: 'idle' }

/** Fields that never go back into a page. */
export const SECRETS: readonly string[] = ['password', 'current', 'next', 'token']

/** The text fields of a form, to give back to it. Secrets are left out: nobody wants them in a page. */
export function typedValues(form: FormData): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of form)
    if (typeof value === 'string' && !SECRETS.includes(name) && !name.startsWith('$')) values[name] = value
  return values
}
