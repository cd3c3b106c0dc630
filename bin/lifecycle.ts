// Start and end of a process under `bin/start.mjs`, or on its own.

/** Tells the launcher that this process does its work from now on. */
export function announceReady(): void {
  process.send?.({ ready: true })
}

/**
 * Runs `stop` once when the process is asked to end, and then ends it. Work that keeps the process alive beyond
 * `timeoutMs` is given up.
 */
export function stopWith(stop: () => Promise<void>, timeoutMs = 15_000): void {
  let stopping = false
  const end = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), timeoutMs).unref()
    try {
      await stop()
      process.exit(0)
    } catch (error) {
      console.error(error)
      process.exit(1)
    }
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('SIGHUP', end)
}
