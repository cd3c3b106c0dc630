// What a command of the command line is: it takes its words, does its work with verbs, and answers with one value.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { SystemCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'

export type Answer = {
  /** Printed with `--json`, exactly this and nothing else. */
  value: unknown
  /** What a person reads; without it the value is printed as indented JSON. */
  text?: string
  exitCode?: number
}

export type Command = {
  usage: string
  /** Commands that need no database start at once and work anywhere. */
  database: boolean
  run(ctx: SystemCtx, args: string[]): Promise<Answer>
}

type Words = { values: Record<string, string | undefined>; positionals: string[] }

/** Reads `--name value` options and positional words; an unknown option or a missing required one is refused by name. */
export function readWords(args: string[], names: readonly string[], required: readonly string[] = []): Words {
  const options: ParseArgsConfig['options'] = Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
  let parsed
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new InvalidError(error instanceof Error ? error.message : String(error))
  }
  const values = parsed.values as Record<string, string | undefined> // every option is declared as a string
  for (const name of required) if (!values[name]) throw new InvalidError(`--${name} is missing`)
  return { values, positionals: parsed.positionals }
}

/** The one positional word that a command needs. */
export function oneWord(words: Words, what: string): string {
  const [word, ...rest] = words.positionals
  if (!word) throw new InvalidError(`${what} is missing`)
  if (rest.length > 0) throw new InvalidError(`unexpected: ${rest.join(' ')}`)
  return word
}

/** Takes a switch such as `--finalize` out of the words. */
export function takeFlag(args: string[], flag: string): { given: boolean; rest: string[] } {
  return { given: args.includes(flag), rest: args.filter((arg) => arg !== flag) }
}
