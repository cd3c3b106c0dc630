// The command line: the same verbs as the portal, for operators and scripts. See the README's table.
import { closeDb } from '@/db/client'
import { mintSystemCtx } from '@/lib/auth/mint'
import { AppError } from '@/lib/kernel/errors'
import { newId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { EnvError } from '@/lib/platform/env'
import { ZodError } from 'zod'
import { commands } from './commands/all'
import type { Answer, Command } from './commands/command'
import { priceCommand, PRICE_USAGE } from './commands/price'
import { openDatabase } from './open-database'

async function withDatabase(command: Command, args: string[]): Promise<Answer> {
  const ctx = mintSystemCtx({
    requestId: newId('request', systemClock.now()),
    clock: systemClock,
    job: 'command-line',
  })
  if (!command.database) return command.run(ctx, args)
  const database = await openDatabase()
  try {
    return await command.run(ctx, args)
  } finally {
    await closeDb()
    await database.close()
  }
}

/** One line for every kind of refusal; a bug keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof ZodError) {
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  }
  if (error instanceof AppError || error instanceof EnvError) return error.message.replaceAll('\n', ' ')
  return error instanceof Error ? (error.stack ?? error.message).replaceAll('\n', ' | ') : String(error)
}

function help(): string {
  const usages = [...[...commands.values()].map((command) => command.usage), PRICE_USAGE].map((usage) => `  ${usage}`)
  return ['Usage: npm run --silent cli -- <command> [--json]', '', ...usages, ''].join('\n')
}

async function main(words: string[]): Promise<number> {
  const json = words.includes('--json')
  const args = words.filter((word) => word !== '--json')
  if (args[0] === 'price') {
    await priceCommand(args.slice(1), { json, stdout: process.stdout })
    return 0
  }
  const command = commands.get(args.slice(0, 2).join(' '))
  if (!command) {
    process.stderr.write(args.length === 0 || args[0] === 'help' ? help() : `unknown command: ${args.join(' ')}\n`)
    return args.length === 0 || args[0] === 'help' ? 0 : 2
  }
  const { value, text, exitCode } = await withDatabase(command, args.slice(2))
  const printed = json ? JSON.stringify(value, bigintAsText) : (text ?? JSON.stringify(value, bigintAsText, 2))
  await new Promise<void>((resolve) => process.stdout.write(`${printed}\n`, () => resolve()))
  return exitCode ?? 0
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

// Whoever reads us may have read enough (`… | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}
