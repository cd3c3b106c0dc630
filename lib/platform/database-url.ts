let override: string | null = null

/** Tests and the launcher name the database of this process; everybody else has it in the environment. */
export function useDatabaseUrl(url: string): void {
  override = url
}

export function databaseUrl(): string {
  const url = override ?? process.env.DATABASE_URL
  if (!url) throw new Error('DATABASE_URL is not set: start through `npm start`, or name a PostgreSQL database')
  return url
}
