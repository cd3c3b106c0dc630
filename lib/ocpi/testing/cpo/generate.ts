// The past on request: many sessions over a stretch of time, sent as CDRs through real OCPI, oldest first.
import { cutPeriods, planSeconds, priceChanges } from './charge-plan'
import { toDateTime } from './clock'
import { nextId, type Cpo } from './cpo'
import { deliverCdr, followUp, type Delivery } from './deliver-cdr'
import { createDrivers, imagineVisit, type DriverWish, type HistoricVisit } from './driver-habits'
import { CDR_KINDS, type CdrKind, type Intention } from './misbehave'
import type { Answer } from './partner-client'
import { putObject } from './push-object'
import { toCdr, toCdrToken, toSession, type Visit } from './write-cdr'
import type { AuthMethod, Cdr, Session } from './wire'

const DAY_MS = 86_400_000

export type GenerateRequest = {
  fromMs: number
  toMs: number
  count: number
  tokens: DriverWish[]
  misbehave: Partial<Record<CdrKind, number>>
  /** Only CDRs of sessions that start at or after this moment are distorted. */
  misbehaveFromMs?: number
  concurrency: number
  /** Send each Session (COMPLETED) before its CDR. */
  sessions: boolean
}

export type Job = {
  id: string
  status: 'running' | 'done' | 'failed'
  total: number
  sent: number
  accepted: number
  refused: number
  startedAt: string
  finishedAt?: string
  misbehaved: { kind: CdrKind; variant?: string; cdrId: string; sessionId: string }[]
  errors: string[]
}

type Parcel = { cdr: Cdr; session: Session; startMs: number; intention?: Intention<CdrKind> }

function authMethodFor(cpo: Cpo, type: string): AuthMethod {
  if (type !== 'RFID') return 'COMMAND'
  return cpo.random.chance(0.5) ? 'AUTH_REQUEST' : 'WHITELIST'
}

function toParcel(cpo: Cpo, { driver, place, connector, startMs, plan }: HistoricVisit): Parcel {
  const tariff = cpo.tariffs.find((candidate) => connector.tariff_ids.includes(candidate.id))
  if (!tariff) throw new Error(`connector ${place.evse.uid}/${connector.id} has no tariff`)
  const visit: Visit = {
    sessionId: nextId(cpo, 'S', place.location),
    startMs,
    token: toCdrToken(driver.token),
    authMethod: authMethodFor(cpo, driver.token.type),
    location: place.location,
    evse: place.evse,
    connector,
    tariff,
  }
  const clock = cpo.localClock(place.location.time_zone)
  const toSecond = planSeconds(plan)
  const changes = priceChanges(tariff, plan, startMs, clock)
  const everySeconds = connector.power_type === 'DC' ? 300 : 1800
  const periods = cutPeriods({ plan, startMs, fromSecond: 0, toSecond, changes, everySeconds })
  const endMs = startMs + toSecond * 1000
  const lastUpdatedMs = Math.min(cpo.clock.now(), endMs + cpo.random.integer(60, 900) * 1000)
  return {
    startMs,
    session: toSession(visit, periods, clock, { status: 'COMPLETED', endMs, lastUpdatedMs }),
    cdr: toCdr(visit, periods, clock, { id: nextId(cpo, 'C', place.location), endMs, lastUpdatedMs }),
  }
}

function imagineHistory(cpo: Cpo, request: GenerateRequest): HistoricVisit[] {
  const drivers = createDrivers(cpo, request.tokens)
  const firstDay = Math.floor(request.fromMs / DAY_MS)
  const lastDay = Math.floor((request.toMs - 1) / DAY_MS)
  const visits: HistoricVisit[] = []
  for (let misses = 0; visits.length < request.count && misses < 200 + request.count;) {
    const day = cpo.random.integer(firstDay, lastDay)
    const visit = imagineVisit(cpo, drivers, day * DAY_MS, request)
    if (visit) visits.push(visit)
    else misses += 1
  }
  const endOf = (visit: HistoricVisit) => visit.startMs + planSeconds(visit.plan) * 1000
  return visits.sort((a, b) => endOf(a) - endOf(b))
}

/** Settles which CDRs go wrong; late ones go last, out-of-order ones some places later. */
function assignWrongs(cpo: Cpo, parcels: Parcel[], request: GenerateRequest): Parcel[] {
  const eligible = parcels.filter((parcel) => parcel.startMs >= (request.misbehaveFromMs ?? 0))
  for (const kind of CDR_KINDS) {
    for (let left = request.misbehave[kind] ?? 0; left > 0; left -= 1) {
      const open = eligible.filter((parcel) => !parcel.intention)
      if (open.length === 0) break
      cpo.random.pick(open).intention = cpo.misbehaviour.withVariant({ kind })
    }
  }
  const rank = (parcel: Parcel, index: number) => {
    if (parcel.intention?.kind === 'late') return parcels.length + index
    return parcel.intention?.kind === 'out_of_order' ? index + 40.5 : index
  }
  const ranks = new Map(parcels.map((parcel, index) => [parcel, rank(parcel, index)]))
  return [...parcels].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
}

/** Sends a history in the background; the job tells how far it is. */
export function generateHistory(cpo: Cpo, request: GenerateRequest, id: string): Job {
  const visits = imagineHistory(cpo, request)
  const job: Job = {
    id,
    status: 'running',
    total: visits.length,
    sent: 0,
    accepted: 0,
    refused: 0,
    startedAt: toDateTime(cpo.clock.now()),
    misbehaved: [],
    errors: [],
  }
  send(cpo, request, visits, job).then(
    () => finishJob(cpo, job, 'done'),
    (error: unknown) => {
      job.errors.push(String(error))
      finishJob(cpo, job, 'failed')
    },
  )
  return job
}

function finishJob(cpo: Cpo, job: Job, status: Job['status']): void {
  job.status = status
  job.finishedAt = toDateTime(cpo.clock.now())
  cpo.changed()
}

function count(job: Job, id: string, answer: Answer): void {
  if (answer.ok) job.accepted += 1
  else {
    job.refused += 1
    if (job.errors.length < 20) {
      job.errors.push(`${id}: HTTP ${answer.http}, status ${answer.statusCode ?? '–'} ${answer.message ?? ''}`.trim())
    }
  }
}

async function send(cpo: Cpo, request: GenerateRequest, visits: HistoricVisit[], job: Job): Promise<void> {
  const parcels = assignWrongs(
    cpo,
    visits.map((visit) => toParcel(cpo, visit)),
    request,
  )
  const deliveries: Delivery[] = []
  let next = 0
  const worker = async () => {
    for (;;) {
      const parcel = parcels[next]
      if (!parcel || cpo.closing.signal.aborted) return
      next += 1
      deliveries.push(await sendParcel(cpo, parcel, request, job))
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, request.concurrency) }, worker))
  for (const delivery of deliveries) {
    if (cpo.closing.signal.aborted) return
    const answer = await followUp(cpo, delivery)
    if (answer) count(job, delivery.cdr.id, answer)
  }
}

async function sendParcel(cpo: Cpo, parcel: Parcel, request: GenerateRequest, job: Job): Promise<Delivery> {
  const { session, cdr, intention } = parcel
  cpo.sessions.set(session.id, session)
  const sendSession = () => putObject(cpo, 'sessions', session)
  // An out-of-order CDR overtakes its session.
  const sessionLast = intention?.kind === 'out_of_order'
  if (request.sessions && !sessionLast) await sendSession()
  const delivery = await deliverCdr(cpo, cdr, intention)
  if (request.sessions && sessionLast) await sendSession()
  job.sent += 1
  for (const answer of delivery.answers) count(job, cdr.id, answer)
  if (intention) {
    job.misbehaved.push({
      kind: intention.kind,
      ...(intention.variant && { variant: intention.variant }),
      cdrId: cdr.id,
      sessionId: session.id,
    })
  }
  return delivery
}
