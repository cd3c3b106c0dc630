// What is tried in each stage, and in which order. Everything is bounded: pages are sampled, nothing is crawled.
import { randomBytes } from 'node:crypto'
import { DAY_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import type { ConformanceStage } from '@/lib/partners/core/conformance'
import { foldParty } from '@/lib/partners/core/our-party'
import { endpointUrl } from '@/lib/partners/find-connection'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import { foldId } from '@/lib/roaming/core/common'
import { checkArrival, checkRefusalForm, checkSuccess } from './check-answer'
import { checkCdrs } from './check-cdrs'
import { checkInbound } from './check-inbound'
import { checkLocations } from './check-locations'
import { checkMoving, checkObjects, type Models, type Reading, type Sample } from './check-objects'
import { checkSessions } from './check-sessions'
import { checkElements, checkTariffs } from './check-tariffs'
import { checkCredentials, checkDetails, checkVersions } from './check-versions'
import { below, type Lab } from './lab'
import { dataOf, textField } from './recorded'
import { listAllIds, sampleList } from './sample-list'
import { tryCommands } from './try-commands'
import { tryTokens } from './try-tokens'
import { checkTransport } from './check-transport'

export const STAGES: Readonly<Record<ConformanceStage, (lab: Lab) => Promise<void>>> = {
  versions: tryVersions,
  access: tryAccess,
  tariffs: tryTariffs,
  locations: tryLocations,
  sessions: trySessions,
  cdrs: tryCdrs,
  tokens: tryTokens,
  commands: tryCommands,
  transport: async (lab) => {
    checkTransport(lab)
    checkInbound(lab)
  },
}

async function tryVersions({ probe, verdicts, connection, version, known }: Lab): Promise<void> {
  const versions = await probe.ask('versions', connection.versionsUrl)
  const stated = checkVersions(verdicts, versions, version)
  const base =
    stated && URL.canParse(stated, connection.versionsUrl) ? new URL(stated, connection.versionsUrl).toString() : null
  if (base) checkDetails(verdicts, await probe.ask('versions', base), version)
  const credentials = endpointUrl(connection, 'credentials', 'SENDER')
  if (credentials) checkCredentials(verdicts, await probe.ask('credentials', credentials), version, connection)
  if (known.isServerTokenNew === null) return verdicts.skip('credentials_token_new', 'credentials')
  verdicts.check('credentials_token_new', 'credentials', known.isServerTokenNew, () => ({
    pointer: '/data/token',
    found: 'PUT',
  }))
  return undefined
}

async function tryAccess({ probe, verdicts, connection, version }: Lab): Promise<void> {
  const url = endpointUrl(connection, 'locations', 'SENDER')
  const doors: [string, string][] = [
    ['versions', connection.versionsUrl],
    ...(url ? [['locations', url] as [string, string]] : []),
  ]
  for (const [module, address] of doors) {
    for (const token of [`wrong-${randomBytes(12).toString('hex')}`, '']) {
      const refused = await probe.ask(module, address, { token })
      if (!checkArrival(verdicts, refused)) continue
      verdicts.check(token === '' ? 'no_token_refused' : 'wrong_token_refused', module, refused.http === 401, () => ({
        call: refused,
        found: `HTTP ${refused.http}`,
        expected: 'HTTP 401',
      }))
    }
  }
  const encoding = version === '2.1.1' ? 'raw' : 'base64'
  const encoded = await probe.ask('versions', connection.versionsUrl, { encoding })
  verdicts.check('token_encoding', 'versions', encoded.http !== 401, () => ({
    call: encoded,
    pointer: 'Authorization',
    found: `HTTP ${encoded.http}`,
    expected: encoding,
  }))
  if (!url) return
  const unknown = await probe.ask('locations', below(url, `LAB-${randomBytes(6).toString('hex').toUpperCase()}`))
  if (checkArrival(verdicts, unknown))
    verdicts.check('unknown_object', 'locations', unknown.http === 404, () => ({
      call: unknown,
      found: `HTTP ${unknown.http}`,
      expected: 'HTTP 404',
    }))
  checkRefusalForm(verdicts, unknown)
  const wrong = await probe.ask('locations', `${url}?limit=some`)
  if (checkArrival(verdicts, wrong))
    verdicts.check('ocpi_error', 'locations', wrong.http === 200, () => ({
      call: wrong,
      pointer: 'limit',
      found: `HTTP ${wrong.http}`,
      expected: 'HTTP 200, 2001',
    }))
}

function readingOf({ connection, version, now }: Lab): Reading {
  const { countryCode, partyId, roles } = connection
  const isHub = roles.some(({ role }) => role.toUpperCase() === 'HUB')
  const parties = new Set([
    foldParty(countryCode, partyId),
    ...roles.map((role) => foldParty(role.countryCode, role.partyId)),
  ])
  return { version, owner: { countryCode, partyId }, parties: isHub ? null : parties, now }
}

/** Samples a list and reads its objects; none where the partner does not offer it. */
async function trySample<M extends PullModule>(
  lab: Lab,
  module: M,
  filters: Readonly<Record<string, string>> = {},
): Promise<Sample<Models[M]>[]> {
  const url = endpointUrl(lab.connection, module, 'SENDER')
  if (!url) {
    lab.verdicts.skip('list_data', module)
    return []
  }
  const { verdicts, probe, now, version } = lab
  const list = { verdicts, probe, module, url, now, strictDates: version !== '2.1.1' }
  const { recorded, items } = await sampleList(list, filters)
  if (module === 'tariffs')
    items.forEach((json, index) => checkElements(verdicts, json, { call: recorded, pointer: `/data/${index}` }))
  return checkObjects(verdicts, module, recorded, items, readingOf(lab))
}

async function tryTariffs(lab: Lab): Promise<void> {
  checkTariffs(lab.verdicts, await trySample(lab, 'tariffs'), lab.version)
  const url = endpointUrl(lab.connection, 'tariffs', 'SENDER')
  lab.facts.tariffIds = url ? await listAllIds({ probe: lab.probe, module: 'tariffs' }, url) : null
}

async function tryLocations(lab: Lab): Promise<void> {
  const { verdicts, version, facts, probe, connection } = lab
  const samples = await trySample(lab, 'locations')
  const knownEvses = await lab.known.evsesOf(samples.map(({ value }) => foldId(value.id)))
  checkLocations(verdicts, samples, { version, tariffIds: facts.tariffIds, knownEvses })
  const url = endpointUrl(connection, 'locations', 'SENDER')
  const [first] = samples
  if (!url || !first) return verdicts.skip('location_single', 'locations')
  const single = await probe.ask('locations', below(url, first.value.id))
  if (!checkSuccess(verdicts, single)) return undefined
  verdicts.check('location_single', 'locations', textField(dataOf(single), 'id') === first.value.id, () => ({
    call: single,
    pointer: '/data/id',
    found: textField(dataOf(single), 'id') ?? 'none',
    expected: first.value.id,
  }))
  return undefined
}

const SESSIONS_BACK_MS = 30 * DAY_MS

async function trySessions(lab: Lab): Promise<void> {
  const since = toIsoInstant(instant(lab.now - SESSIONS_BACK_MS))
  const samples = await trySample(lab, 'sessions', { date_from: since })
  checkSessions(lab.verdicts, samples, lab.now)
  checkMoving(lab.verdicts, 'sessions', samples, lab.now)
}

async function tryCdrs(lab: Lab): Promise<void> {
  const samples = await trySample(lab, 'cdrs')
  const { recompute, zoneOf } = lab.known
  checkCdrs(lab.verdicts, samples, { tariffIds: lab.facts.tariffIds, zoneOf, recompute })
  checkMoving(lab.verdicts, 'cdrs', samples, lab.now)
}
