// Which addresses a peer may make us call. Peers name URLs (credentials, endpoints, next pages), so every one of them
// is hostile until the resolved address is checked (OWASP SSRF; guide TR-15).
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { env } from '../env'

export class PeerRefusedError extends Error {
  override name = 'PeerRefusedError'
}

const INTERNAL = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  // With the loopback address, and old forms that hold an IPv4 address.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  // Tunnels: an IPv4 address of anybody's stands inside.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv6')

/** Whether an address belongs to us, a private network or nobody. An IPv4 address inside IPv6 counts as itself. */
export function isInternalAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return INTERNAL.check(mapped, 'ipv4')
  return INTERNAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Reads a peer's URL. Refuses other schemes than https (http too where private peers are allowed) and user names in it. */
export function peerUrl(text: string): URL {
  if (!URL.canParse(text)) throw new PeerRefusedError('not an absolute address')
  const url = new URL(text)
  const schemes = env().allowPrivatePeers ? ['https:', 'http:'] : ['https:']
  if (!schemes.includes(url.protocol)) throw new PeerRefusedError(`only ${schemes.join(' and ')} addresses are called`)
  if (url.username || url.password) throw new PeerRefusedError('the address carries a user name')
  return url
}

export type PeerAddress = { address: string; family: number }

/** Resolves a host and refuses it if any of its addresses is internal; the caller connects to the address returned. */
export async function resolvePeer(hostname: string): Promise<PeerAddress> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true })
  const [first] = addresses
  if (!first) throw new PeerRefusedError('the host has no address')
  if (!env().allowPrivatePeers && addresses.some(({ address }) => isInternalAddress(address))) {
    throw new PeerRefusedError('the host has an internal address')
  }
  return first
}
