// The demonstration drives the simulated operator as a person would: through its remote control, over HTTP.
import { setTimeout as sleep } from 'node:timers/promises'

export type CpoJob = {
  id: string
  status: string
  total: number
  sent: number
  accepted: number
  refused: number
  errors: string[]
}

export class CpoControl {
  constructor(private readonly url: string) {}

  async ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`the simulated operator refused ${path}: ${text.slice(0, 300)}`)
    return JSON.parse(text) as T // its answers are described at the head of its control.ts
  }

  /** Waits for a job, telling how far it is. */
  async finish(id: string, tell: (job: CpoJob) => void): Promise<CpoJob> {
    for (;;) {
      const job = await this.ask<CpoJob>('GET', `jobs/${id}`)
      tell(job)
      if (job.status !== 'running') return job
      await sleep(300)
    }
  }
}
