// BAS accounts that we post to; their names are rows of `accounts`.

export const ACCOUNT = {
  receivable: 1510,
  cardAndSwish: 1580,
  bank: 1930,
  advance: 2420,
  vat25: 2611,
  compensationOwed: 2899,
  accruedCharging: 2990,
  electricity: 3001,
  accessFee: 3041,
  rounding: 3740,
  compensationCost: 4090,
  disputeLoss: 4095,
} as const
export type AccountNumber = (typeof ACCOUNT)[keyof typeof ACCOUNT]
