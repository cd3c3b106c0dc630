/** One month of a bar chart: its value, and the same value in words for the table. */
export type MonthBar = {
  key: string
  label: string
  value: number
  text: string
  compare?: number
  compareText?: string
}
