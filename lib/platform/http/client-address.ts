/**
 * Who asks, by their network address. Without proxies of ours that is whoever is connected; behind so many it is the
 * address that the first of them saw, counted from the end of X-Forwarded-For: what stands before it anybody may have
 * written. An empty text where that cannot be known.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trustedProxies: number): string {
  if (trustedProxies === 0) return peer
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim())
  return hops.at(-trustedProxies) ?? ''
}
