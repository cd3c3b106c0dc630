// What the partner forms and the command line may say.
import { z } from 'zod'

export const AddPartnerInput = z.object({
  name: z.string().trim().min(1).max(100),
  countryCode: z
    .string()
    .trim()
    .regex(/^[A-Za-z]{2}$/),
  partyId: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{3}$/),
})

export const ConnectPartnerInput = z.object({ versionsUrl: z.url().max(255), token: z.string().trim().min(1).max(255) })

const decimalText = z
  .string()
  .trim()
  .transform((text) => text.replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,3}(\.\d{1,2})?$/))

export const UpdateAgreementInput = z.object({
  name: z.string().trim().min(1).max(100),
  /** Kronor in the form, minor units for us. */
  toleranceMinor: decimalText.transform((kronor) => BigInt(Math.round(Number(kronor) * 100))),
  tolerancePercent: decimalText,
  tokenEncoding: z.enum(['base64', 'raw']),
  stepMode: z.enum(['combined', 'per_dimension', 'none']),
  mirrorErrorsAsHttp: z.enum(['yes', 'no']).transform((answer) => answer === 'yes'),
})
export type UpdateAgreementInput = z.output<typeof UpdateAgreementInput>
