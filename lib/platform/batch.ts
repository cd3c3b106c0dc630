// Group commit: what arrives while a statement is under way goes together into the next one.

type Waiting<Item, Answer> = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

export type Batcher<Item, Answer> = { add(item: Item): Promise<Answer>; idle(): Promise<void> }

/**
 * Runs `work` on items that arrived together, at most `lanes` at a time and `size` items each. One item alone is not
 * delayed. If a batch fails, each of its items is tried alone, so that one bad item fails nobody else.
 */
export function createBatcher<Item, Answer>(
  work: (items: Item[]) => Promise<Answer[]>,
  { lanes, size }: { lanes: number; size: number },
): Batcher<Item, Answer> {
  const queue: Waiting<Item, Answer>[] = []
  const running = new Set<Promise<void>>()
  let scheduled = false

  async function runAlone(entry: Waiting<Item, Answer>): Promise<void> {
    try {
      const [answer] = await work([entry.item])
      entry.resolve(answer as Answer) // `work` answers each item
    } catch (error) {
      entry.reject(error)
    }
  }

  async function run(entries: Waiting<Item, Answer>[]): Promise<void> {
    if (entries.length === 1) return runAlone(entries[0]!) // length checked
    try {
      const answers = await work(entries.map((entry) => entry.item))
      entries.forEach((entry, index) => entry.resolve(answers[index] as Answer)) // `work` answers each item
    } catch {
      for (const entry of entries) await runAlone(entry)
    }
  }

  function pump(): void {
    scheduled = false
    while (running.size < lanes && queue.length > 0) {
      const lane = run(queue.splice(0, size)).finally(() => {
        running.delete(lane)
        pump()
      })
      running.add(lane)
    }
  }

  return {
    add: (item) =>
      new Promise<Answer>((resolve, reject) => {
        queue.push({ item, resolve, reject })
        if (scheduled) return
        scheduled = true
        setImmediate(pump) // what came in the same turn of the event loop goes together
      }),
    idle: async () => {
      while (running.size > 0 || queue.length > 0)
        await Promise.race([...running, new Promise((done) => setImmediate(done))])
    },
  }
}
