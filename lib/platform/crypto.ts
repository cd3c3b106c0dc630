// Secrets at rest: tokens that we only compare are hashed, tokens that we must send are encrypted.
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { deriveKey } from './env'

/** HMAC-SHA-256 under our key: an index of hashes is no timing oracle and useless without the key. */
export function hashSecret(secret: string): Buffer {
  return createHmac('sha256', deriveKey('secret-hash')).update(secret, 'utf8').digest()
}

export function encryptSecret(secret: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', deriveKey('secret-encryption'), nonce)
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

export function decryptSecret(sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', deriveKey('secret-encryption'), sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
}

/** A credentials token: 52 characters, a prefix that is no valid base64 of another token (guide TR-10). */
export function newCredentialsToken(): string {
  return `ldn1_${randomBytes(36).toString('base64url').replaceAll('-', 'x').replaceAll('_', 'y')}`
}

/** An unguessable path segment. */
export function newSecretPath(): string {
  return randomBytes(24).toString('base64url')
}

export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
