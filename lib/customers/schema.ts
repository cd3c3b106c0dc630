// What a customer form and the command line may say.
import { z } from 'zod'

const text = (most: number) => z.string().trim().max(most)

export const AddCustomerInput = z.object({
  kind: z.enum(['private', 'business']),
  name: text(200).min(1),
  email: z.email().max(200),
  organisationNumber: text(20)
    .regex(/^(\d{6}-?\d{4})?$/, 'ten digits')
    .default(''),
  street: text(200).default(''),
  postalCode: text(20).default(''),
  city: text(100).default(''),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters')
    .default('SE'),
  locale: z.enum(['sv', 'en']).default('sv'),
})
export type AddCustomerInput = z.infer<typeof AddCustomerInput>

export const UpdateCustomerInput = AddCustomerInput.omit({ kind: true })
export type UpdateCustomerInput = z.infer<typeof UpdateCustomerInput>
