// Amounts as people write them in forms: 1 284,50. The verbs take öre.
import { z } from 'zod'
import { roundToMinor } from '@/lib/kernel/money'

const plain = (text: string) =>
  text
    .replaceAll(/[\s\u00a0]/g, '')
    .replace(',', '.')
    .replace('\u2212', '-')

/** An amount above zero, of at most two decimals. */
export const kronor = z
  .string()
  .transform(plain)
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,2})?$/))
  .transform((text) => roundToMinor(text, 'SEK'))
  .pipe(z.bigint().positive())

/** Either sign, or nothing where the field was left empty. */
export const kronorOrNothing = z
  .string()
  .default('')
  .transform(plain)
  .pipe(z.string().regex(/^(-?\d{1,9}(\.\d{1,2})?)?$/))
  .transform((text) => (text === '' ? null : roundToMinor(text, 'SEK')))
