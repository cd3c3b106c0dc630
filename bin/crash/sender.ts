// A CPO that sends CDRs through HTTP and repeats each until it is acknowledged, whatever becomes of the portal.
import { cdrBody, type Peer } from '@/lib/ocpi/testing/call'
import { HOUR_MS, instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'

const LANES = 6
const PAUSE_MS = 60
const RETRY_MS = 40
const TIMEOUT_MS = 10_000
/** Hours that every month has: a card is used once in each. */
const HOURS = 28 * 24 - 1

export type Card = { readonly uid: string }

export class Sender {
  /** Ids that were answered with 1000. */
  readonly acknowledged = new Set<string>()
  /** Requests that no answer came to, or another one than 1000. */
  failures = 0
  #next = 0
  #running = true
  #lanes: Promise<void>[] = []

  constructor(
    private readonly peer: Peer,
    private readonly cards: readonly Card[],
    private readonly monthFrom: Instant,
    private readonly address: () => string,
  ) {}

  start(): void {
    this.#lanes = Array.from({ length: LANES }, () => this.#lane())
  }

  /** Begins nothing new and waits until what was begun is acknowledged. */
  async finish(): Promise<void> {
    this.#running = false
    await Promise.all(this.#lanes)
  }

  async #lane(): Promise<void> {
    while (this.#running && this.#next < HOURS * this.cards.length) {
      const number = this.#next++
      const id = `CRASH-${number}`
      const body = JSON.stringify(this.#body(id, number))
      while (!(await this.#post(body))) {
        this.failures += 1
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
      this.acknowledged.add(id)
      // A CPO that is not sure repeats.
      if (number % 10 === 0) await this.#post(body)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  async #post(body: string): Promise<boolean> {
    try {
      const response = await fetch(`${this.address()}/ocpi/2.2.1/cdrs`, {
        method: 'POST',
        body,
        headers: {
          authorization: `Token ${Buffer.from(this.peer.clientToken).toString('base64')}`,
          'content-type': 'application/json',
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      return ((await response.json()) as { status_code: number }).status_code === 1000 // an envelope, or it throws
    } catch {
      return false
    }
  }

  /** Half an hour in an hour of its own, on one card after the other. */
  #body(id: string, number: number): Record<string, unknown> {
    const card = this.cards[number % this.cards.length]! // below its length
    const startedAt = instant(this.monthFrom + Math.floor(number / this.cards.length) * HOUR_MS)
    const at = (minutes: number) => toIsoInstant(instant(startedAt + minutes * MINUTE_MS))
    const dimensions = [
      { type: 'ENERGY', volume: 2.75 },
      { type: 'TIME', volume: 0.25 },
    ]
    return cdrBody(this.peer, id, card.uid, {
      start_date_time: at(0),
      end_date_time: at(30),
      charging_periods: [0, 15].map((minutes) => ({ start_date_time: at(minutes), dimensions, tariff_id: 'T1' })),
      total_cost: { excl_vat: 17.6, incl_vat: 22 },
      total_energy: 5.5,
      total_energy_cost: { excl_vat: 17.6, incl_vat: 22 },
      total_time: 0.5,
      last_updated: at(31),
    })
  }
}
