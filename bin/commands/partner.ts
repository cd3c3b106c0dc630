import { InvalidError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { registerPartner } from '@/lib/ocpi/client/register-partner'
import { versionsUrl } from '@/lib/ocpi/http/urls'
import { addPartner } from '@/lib/partners/add-partner'
import { getPartner, listPartnerModules } from '@/lib/partners/queries'
import { AddPartnerInput, ConnectPartnerInput } from '@/lib/partners/schema'
import { oneWord, readWords, type Command } from './command'

export const partnerAdd: Command = {
  usage: 'partner add --country DE --party ABC --name NAME [--another yes]',
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['country', 'party', 'name', 'another'], ['country', 'party', 'name'])
    const input = AddPartnerInput.parse({
      name: values['name'],
      countryCode: values['country'],
      partyId: values['party'],
      another: values['another'],
    })
    const { partnerId, tokenA } = await addPartner(ctx, input)
    const value = { partnerId, versionsUrl: versionsUrl(), tokenA }
    return {
      value,
      text: `Partner ${partnerId}\nVersions ${value.versionsUrl}\nToken A ${tokenA}\nThe token is shown this once and is good for 14 days.`,
    }
  },
}

export const partnerConnect: Command = {
  usage: 'partner connect --versions-url URL --token TOKEN',
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['versions-url', 'token'], ['versions-url', 'token'])
    const input = ConnectPartnerInput.parse({ versionsUrl: values['versions-url'], token: values['token'] })
    return { value: await registerPartner(ctx, input) }
  },
}

export const partnerShow: Command = {
  usage: 'partner show ID',
  database: true,
  async run(ctx, args) {
    const id = oneWord(readWords(args, []), 'the partner id')
    if (!isId('partner', id)) throw new InvalidError(`not a partner id: ${id}`)
    const [partner, modules] = await Promise.all([getPartner(ctx, id), listPartnerModules(ctx, id)])
    const instantOrNull = (at: typeof partner.registeredAt) => (at === null ? null : toIsoInstant(at))
    return {
      value: {
        partnerId: partner.id,
        name: partner.name,
        country: partner.countryCode,
        party: partner.partyId,
        state: partner.state,
        paused: partner.paused,
        version: partner.version,
        versionsUrl: partner.versionsUrl,
        endpoints: modules.map(({ identifier, role, url }) => ({ identifier, role, url })),
        registeredAt: instantOrNull(partner.registeredAt),
        lastSeenAt: instantOrNull(partner.lastSeenAt),
        lastError: partner.lastError,
      },
    }
  },
}
