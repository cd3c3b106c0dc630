// What the partner forms and the command line may say.
import { z } from 'zod'
import { dayField, wholeField } from '@/lib/kernel/form-schemas'
import { roundToMinor } from '@/lib/kernel/money'
import { isId } from '@/lib/kernel/ids'
import { EMSP_ROLES, type PriceBasis } from '@/lib/roaming/core/agreement'
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

export const UpdateConnectionInput = z.object({
  name: z.string().trim().min(1).max(100),
  /** Days; `off` in the form. */
  rotateEveryDays: z.enum(ROTATION_DAYS).transform((days) => (days === 'off' ? null : Number(days))),
  ...quirkFields,
})
export type UpdateConnectionInput = z.output<typeof UpdateConnectionInput>

const days = (most: number, least = 0) => wholeField(least, most)
const percentText = decimalText.refine((text) => Number(text) <= 100)
const priceText = z
  .string()
  .trim()
  .transform((text) => text.replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,4}(\.\d{1,4})?$/))
const emptyIsNull = z
  .string()
  .trim()
  .optional()
  .transform((text) => text || null)
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** A form's fields as terms: the price basis is chosen by name, and its own fields count only then. */
export const PublishAgreementInput = z
  .object({
    party: emptyIsNull,
    validFrom: dayField,
    validTo: emptyIsNull.pipe(dayField.nullable()),
    basis: z.enum(['list', 'discount', 'fixed']),
    discountPercent: z.string().trim().optional(),
    acPerKwh: z.string().trim().optional(),
    dcPerKwh: z.string().trim().optional(),
    currency: emptyIsNull.pipe(
      z
        .string()
        .toUpperCase()
        .refine((currency) => CURRENCIES.has(currency))
        .nullable(),
    ),
    /** Kronor in the form, minor units for us. */
    toleranceMinor: decimalText.transform((kronor) => roundToMinor(kronor, 'SEK')),
    tolerancePercent: percentText,
    energyTolerancePercent: percentText,
    timeToleranceMinutes: days(1440),
    freeBelowKwh: decimalText,
    freeBelowMinutes: days(60),
    emspRole: z.enum(EMSP_ROLES),
    reverseCharge: z.enum(['yes', 'no']).transform((answer) => answer === 'yes'),
    disputeDays: days(3650),
    cdrDeadlineDays: days(3650, 1),
    paymentDays: days(365),
    note: z.string().trim().max(2000).optional().default(''),
  })
  .transform(({ basis, discountPercent, acPerKwh, dcPerKwh, ...terms }, context) => {
    const read = (schema: z.ZodType<string>, field: string, text: string | undefined): string => {
      const parsed = schema.safeParse(text ?? '')
      if (parsed.success) return parsed.data
      context.addIssue({ code: 'custom', path: [field], message: 'not a number' })
      return '0'
    }
    const priceBasis: PriceBasis =
      basis === 'discount'
        ? { kind: 'discount', percent: read(percentText, 'discountPercent', discountPercent) }
        : basis === 'fixed'
          ? {
              kind: 'fixed',
              acPerKwh: read(priceText, 'acPerKwh', acPerKwh),
              dcPerKwh: read(priceText, 'dcPerKwh', dcPerKwh),
            }
          : { kind: 'list' }
    return { ...terms, priceBasis }
  })
export type PublishAgreementInput = z.output<typeof PublishAgreementInput>

export const EndAgreementInput = z.object({
  agreementId: z.string().refine((text) => isId('agreement', text)),
  lastDay: dayField,
  reason: z.string().trim().min(1).max(500),
})

/** Why a partner is shut out or let in again. */
export const SuspendPartnerInput = z.object({ reason: z.string().trim().min(1).max(500) })
