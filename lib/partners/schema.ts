// What the partner forms and the command line may say.
import { z } from 'zod'
import { QUIRK_NAMES, QUIRKS, type QuirkName, type Quirks } from './core/quirks'

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
  /** A further connection to a party that is connected already: a checkbox. */
  another: z
    .literal('yes')
    .optional()
    .transform((answer) => answer === 'yes'),
})

export const ConnectPartnerInput = z.object({ versionsUrl: z.url().max(255), token: z.string().trim().min(1).max(255) })

const decimalText = z
  .string()
  .trim()
  .transform((text) => text.replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,3}(\.\d{1,2})?$/))

export const ROTATION_DAYS = ['off', '30', '60', '90'] as const

const quirkFields = Object.fromEntries(
  QUIRK_NAMES.map((name) => [name, z.enum(QUIRKS[name].values).optional()]),
) as unknown as { [Name in QuirkName]: z.ZodOptional<z.ZodType<Quirks[Name]>> } // a field per name, of its values

export const UpdateAgreementInput = z.object({
  name: z.string().trim().min(1).max(100),
  /** Kronor in the form, minor units for us. */
  toleranceMinor: decimalText.transform((kronor) => BigInt(Math.round(Number(kronor) * 100))),
  tolerancePercent: decimalText,
  /** Days; `off` in the form. */
  rotateEveryDays: z.enum(ROTATION_DAYS).transform((days) => (days === 'off' ? null : Number(days))),
  ...quirkFields,
})
export type UpdateAgreementInput = z.output<typeof UpdateAgreementInput>
