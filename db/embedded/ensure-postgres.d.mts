/** An embedded PostgreSQL in use by this process. */
export type EmbeddedPostgres = {
  readonly url: string
  /** False where the server ran already. */
  readonly startedHere: boolean
  /** Ends this process's use; the server stops when nobody uses it any more. */
  stop(): Promise<void>
}

/** The embedded PostgreSQL of a data directory, found running or started; with `ephemeral` a fresh one for tests. */
export function ensurePostgres(where: { dataDir?: string; ephemeral?: boolean }): Promise<EmbeddedPostgres>
