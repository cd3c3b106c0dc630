// At most so many calls to one peer at a time; the others wait in order. One that is slow keeps nobody else waiting.

export type Lanes = { run<T>(key: string, work: () => Promise<T>): Promise<T> }

export function createLanes(width: number): Lanes {
  const busy = new Map<string, { running: number; waiting: (() => void)[] }>()
  return {
    async run(key, work) {
      const lane = busy.get(key) ?? { running: 0, waiting: [] }
      busy.set(key, lane)
      if (lane.running >= width)
        await new Promise<void>((resolve) => {
          lane.waiting.push(resolve)
        })
      else lane.running += 1
      try {
        return await work()
      } finally {
        // A place is handed over, never freed and raced for.
        const next = lane.waiting.shift()
        if (next) next()
        else if ((lane.running -= 1) === 0) busy.delete(key)
      }
    },
  }
}
