'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'

import { Disclosure } from '@/components/ui/states'
import type { MonthBar } from './month-bar'

export type MonthlyBarsProps = {
  /** The question the chart answers, answered. */
  title: ReactNode
  bars: readonly MonthBar[]
  unit: string
  valueName: string
  compareName?: string
  /** The summary that opens the same figures as a table. */
  tableText: ReactNode
  monthText: string
}

// Recharts is large: it is fetched by the pages where a person explores, after everything else.
const Chart = dynamic(async () => (await import('./monthly-bars-chart')).MonthlyBarsChart, {
  ssr: false,
  loading: () => <div className="bars-chart" aria-hidden="true" />,
})

/** Months as bars from zero, with the same figures as a table below. */
export function MonthlyBars({ title, bars, unit, valueName, compareName, tableText, monthText }: MonthlyBarsProps) {
  const compares = compareName !== undefined
  return (
    <figure>
      <figcaption className="font-strong">{title}</figcaption>
      <Chart bars={bars} unit={unit} valueName={valueName} compareName={compareName} />
      <Disclosure summary={tableText}>
        <table className="compare-table">
          <thead>
            <tr>
              <th scope="col">{monthText}</th>
              <th scope="col">{valueName}</th>
              {compares ? <th scope="col">{compareName}</th> : null}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.key}>
                <th scope="row">{bar.label}</th>
                <td>{bar.text}</td>
                {compares ? <td>{bar.compareText ?? '–'}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </figure>
  )
}
