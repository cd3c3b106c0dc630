// Swish's QR code on an invoice (Guide Swish QR code specification, §6): C<payee>;<amount>;<message>;<lock mask>.
import { minorToDecimalString } from '@/lib/kernel/money'

/** Everything locked: payee, amount and message are what we printed. */
const ALL_LOCKED = 0

/** The text of the code: what to pay, to whom, with the OCR reference as message. */
export function swishQrPayload(payee: string, amountMinor: bigint, message: string): string {
  const amount = minorToDecimalString(amountMinor, 'SEK').replace('.', ',')
  return `C${payee.replace(/\D/g, '')};${amount};${encodeURIComponent(message)};${ALL_LOCKED}`
}
