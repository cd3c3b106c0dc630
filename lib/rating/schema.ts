// What forms and the command line may say about prices and decisions.
import { z } from 'zod'
import { dayField, wholeField } from '@/lib/kernel/form-schemas'
import { DISPUTE_CAUSES, REPORT_CAUSES } from './core/dispute-state'
import { isId, type PartnerId } from '@/lib/kernel/ids'
import { BIDDING_AREAS } from './core/bidding-area'

const amount = z
  .string()
  .trim()
  .transform((text) => text.replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,6}(\.\d{1,6})?$/, 'a number'))
const date = dayField

export const PowerBandInput = z.object({
  current: z.enum(['AC', 'DC']),
  fromKw: z.coerce.number().min(0).max(10_000),
  toKw: z.preprocess((value) => (value === '' ? null : value), z.coerce.number().positive().max(10_000).nullable()),
  perKwh: amount,
})

const signed = z
  .string()
  .trim()
  .transform((text) => text.replace(',', '.').replace('\u2212', '-'))
  .pipe(z.string().regex(/^-?\d{1,6}(\.\d{1,6})?$/, 'a number'))
/** An empty field of a form says that there is none. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullable().default(null))
const powerKw = z.coerce.number().min(0).max(10_000)

const EnergyPriceInput = z.discriminatedUnion('method', [
  z.object({ method: z.literal('pass_through'), markupPercent: amount, markupPerKwh: amount }),
  z.object({ method: z.literal('fixed'), bands: z.array(PowerBandInput).min(1).max(20) }),
  z.object({
    method: z.literal('spot'),
    area: optional(z.enum(BIDDING_AREAS)),
    markupPercent: amount,
    markupPerKwh: amount,
    capPerKwh: optional(amount),
    floorPerKwh: optional(signed),
  }),
])

export const PriceOverrideInput = z.object({
  operator: optional(
    z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{2}\*[A-Z0-9]{3}$/, 'such as SE*ABC'),
  ),
  current: optional(z.enum(['AC', 'DC'])),
  fromKw: powerKw.default(0),
  toKw: optional(powerKw),
  energy: EnergyPriceInput,
})

export const DiscountInput = z.object({
  group: z.enum(['business', 'member']),
  percent: amount,
  base: z.enum(['energy', 'own']),
})

export const PricePlanRulesInput = z.object({
  energy: EnergyPriceInput,
  startFee: amount,
  idleFee: z
    .object({
      perMinute: amount,
      freeMinutes: wholeField(0, 10_000),
      capPerSession: z.preprocess((value) => (value === '' ? null : value), amount.nullable()),
    })
    .nullable(),
  monthlyFee: amount,
  vatPercent: amount.default('25'),
  overrides: z.array(PriceOverrideInput).max(20).default([]),
  discounts: z.array(DiscountInput).max(10).default([]),
  sessionCap: optional(amount),
  monthCap: optional(amount),
  freeKwhPerMonth: optional(amount),
  lateData: z.enum(['estimate', 'nothing']).default('estimate'),
})
export type PricePlanRulesInput = z.infer<typeof PricePlanRulesInput>

export const CreatePricePlanInput = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(500).default(''),
  audience: z.enum(['public', 'private', 'business']),
})
export type CreatePricePlanInput = z.infer<typeof CreatePricePlanInput>

export const PublishPricePlanVersionInput = z.object({ validFrom: date, rules: PricePlanRulesInput })
export const SavePlanDraftInput = PublishPricePlanVersionInput.extend({
  reason: z.string().trim().max(500).default(''),
})
export type SavePlanDraftInput = z.infer<typeof SavePlanDraftInput>

export const NoticeDaysInput = z.object({ noticeDays: wholeField(0, 365) })

export type PublishPricePlanVersionInput = z.infer<typeof PublishPricePlanVersionInput>

const reason = z.string().trim().min(1).max(500)
export const ReleaseCdrInput = z.object({ price: z.enum(['ours', 'cpo']), reason })
export const ReviewReasonInput = z.object({ reason })

export const OpenDisputeInput = z.object({ cause: z.enum(DISPUTE_CAUSES), statement: reason })
/** ISO day by which the operator should have answered. */
export const SendDisputeInput = z.object({ deadline: date, note: z.string().trim().max(2000).default('') })
export const AnswerDisputeInput = z.object({ answer: z.string().trim().min(1).max(2000) })
export const ChangeClaimInput = z.object({ claimMinor: z.bigint().positive(), reason })
export const NoteDisputeInput = z.object({ note: z.string().trim().min(1).max(2000) })
export const CloseDisputeInput = z.object({
  outcome: z.enum(['settled', 'refused', 'written_off', 'withdrawn']),
  customerPays: z.boolean(),
  recoveredMinor: z.bigint().min(0n),
  reason,
})
/** What a customer says about a charge; `other` needs words. */
export const ReportChargeInput = z
  .object({ cause: z.enum(REPORT_CAUSES), text: z.string().trim().max(1000).default('') })
  .refine(({ cause, text }) => cause !== 'other' || text !== '', { path: ['text'], message: 'required' })
export type ReportChargeInput = z.infer<typeof ReportChargeInput>

export const StartReconciliationInput = z.object({
  partnerId: z.custom<PartnerId>((id) => typeof id === 'string' && isId('partner', id)),
  invoiceNumber: z.string().trim().min(1).max(255),
  by: z.enum(['reference', 'list', 'self_billing']),
  list: z.string().max(3_000_000).default(''),
  statedMinor: z.bigint().nullable().default(null),
})
export type StartReconciliationInput = z.infer<typeof StartReconciliationInput>

const size = (least: number, most: number) =>
  amount.refine((text) => Number(text) >= least && Number(text) <= most, { message: `${least} to ${most}` })

export const KeepCarInput = z.object({
  name: z.string().trim().min(1).max(60),
  batteryKwh: size(1, 1000),
  acKw: size(1, 50),
  dcKw: size(0, 1000),
})
export type KeepCarInput = z.infer<typeof KeepCarInput>
