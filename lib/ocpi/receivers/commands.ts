// OCPI 2.2.1 §13.2.2 Commands, Sender: the CPO posts the result to the address that we gave with the command.
import { noteCommandResult } from '@/lib/roaming/commands/settle-command'
import { commandResultFromWire } from '../wire/v221/commands'
import type { Routes } from '../http/receiver'
import { notFound, ok, STATUS } from '../http/reply'

export const commands: Routes = {
  '{kind}/{command_id}/{secret}': {
    POST: async ({ ctx, params, body }) => {
      const { value: result } = commandResultFromWire(body)
      const command = { commandId: params['command_id']!, secret: params['secret']! } // named by the route
      const outcome = await noteCommandResult(ctx, command, result)
      return outcome === 'unknown' ? notFound(STATUS.clientError, 'There is no such command') : ok()
    },
  },
}
