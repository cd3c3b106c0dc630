// OCPI 2.2.1 §13.2.2 Commands, Sender: the CPO posts the result to the address that we gave with the command.
import { noteCommandResult } from '@/lib/roaming/commands/settle-command'
import type { CommandCodec } from '../wire/codec'
import type { Routes } from '../http/receiver'
import { notFound, ok, STATUS } from '../http/reply'

export function takeCommandResults(wire: CommandCodec): Routes {
  return {
    '{kind}/{command_id}/{secret}': {
      POST: async ({ ctx, params, body }) => {
        const { value: result } = wire.commandResultFromWire(body)
        // All three are named by the route.
        const command = { kind: params['kind']!, commandId: params['command_id']!, secret: params['secret']! }
        const outcome = await noteCommandResult(ctx, command, result)
        return outcome === 'unknown' ? notFound(STATUS.clientError, 'There is no such command') : ok()
      },
    },
  }
}
