// The part of autocannon that the benchmarks use; the package brings no types.
declare module 'autocannon' {
  export type Client = { getRequestBuffer(): Buffer }
  export type Options = {
    url: string
    connections: number
    duration: number
    method: 'GET' | 'POST'
    body?: string
    headers?: Record<string, string>
    setupClient?: (client: Client) => void
  }
  export type Result = {
    requests: { average: number }
    latency: { p50: number; p99: number }
    errors: number
    non2xx: number
  }
  export default function autocannon(options: Options): Promise<Result>
}
