import { z } from 'zod'
import { withTransaction } from '@/db/transaction'
import { ROLES, STAFF_ROLES } from '@/lib/auth/permissions'
import { addUser } from '@/lib/auth/users/add-user'
import { addCustomer } from '@/lib/customers/add-customer'
import { AddCustomerInput } from '@/lib/customers/schema'
import { InvalidError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { issueToken } from '@/lib/roaming/tokens/issue-token'
import { readWords, type Command } from './command'

export const customerAdd: Command = {
  usage: 'customer add --email E --name N --type private|business [--password P]',
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['email', 'name', 'type', 'password'], ['email', 'name', 'type'])
    const input = AddCustomerInput.parse({ email: values['email'], name: values['name'], kind: values['type'] })
    const customerId = await withTransaction(ctx, async (tx) => {
      const id = await addCustomer(tx, input)
      const password = values['password']
      if (password !== undefined)
        await addUser(tx, { email: input.email, name: input.name, role: 'customer', password, customerId: id })
      return id
    })
    return { value: { customerId }, text: customerId }
  },
}

export const userAdd: Command = {
  usage: `user add --email E --role ${STAFF_ROLES.join('|')} [--name N] [--password P]`,
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['email', 'role', 'name', 'password'], ['email', 'role'])
    const email = z.email().parse(values['email'])
    const role = z.enum(ROLES).safeParse(values['role'])
    if (!role.success || role.data === 'customer') throw new InvalidError(`--role is one of ${STAFF_ROLES.join(', ')}`)
    const name = values['name'] ?? email.split('@')[0] ?? email
    const userId = await addUser(ctx, { email, name, role: role.data, password: values['password'] ?? null })
    return { value: { userId }, text: userId }
  },
}

const TokenInput = z.object({
  type: z.enum(['RFID', 'OTHER', 'APP_USER', 'AD_HOC_USER', 'EMAID']).default('RFID'),
  whitelist: z.enum(['ALWAYS', 'ALLOWED', 'ALLOWED_OFFLINE', 'NEVER']).default('ALLOWED'),
})

export const tokenAdd: Command = {
  usage: 'token add --customer ID --uid HEX [--type RFID] [--whitelist ALLOWED]',
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['customer', 'uid', 'type', 'whitelist'], ['customer', 'uid'])
    const customerId = values['customer'] ?? ''
    if (!isId('customer', customerId)) throw new InvalidError(`not a customer id: ${customerId}`)
    const { uid, type, contractId } = await issueToken(ctx, {
      ...TokenInput.parse(values),
      customerId,
      uid: values['uid'] ?? '',
    })
    return { value: { uid, type, contractId } }
  },
}
