'use client'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import type { MonthBar } from './month-bar'

type Props = { bars: readonly MonthBar[]; unit: string; valueName: string; compareName?: string }

const AXIS = { fill: 'var(--ink-2)', fontSize: 13 }

/** Recharts wrapped once: our colours, our type, no animation. */
export function MonthlyBarsChart({ bars, unit, valueName, compareName }: Props) {
  return (
    <div className="bars-chart" aria-hidden="true">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={[...bars]}
          barGap={2}
          margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="label" tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} tick={AXIS} />
          <YAxis width={56} tickLine={false} axisLine={false} tick={AXIS} unit={`\u00a0${unit}`} domain={[0, 'auto']} />
          <Tooltip
            cursor={{ fill: 'var(--well)' }}
            isAnimationActive={false}
            contentStyle={{
              background: 'var(--sheet)',
              border: '1px solid var(--line)',
              borderRadius: 6,
              color: 'var(--ink)',
            }}
            formatter={(_value, name, entry) => [
              name === compareName ? entry.payload.compareText : entry.payload.text,
              name,
            ]}
          />
          {compareName ? (
            <Bar dataKey="compare" name={compareName} fill="var(--s5)" fillOpacity={0.5} isAnimationActive={false} />
          ) : null}
          <Bar dataKey="value" name={valueName} fill="var(--s1)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}
