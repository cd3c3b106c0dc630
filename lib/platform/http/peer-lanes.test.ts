import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLanes } from './peer-lanes'

function build(width: number) {
  const lanes = createLanes(width)
  const running: string[] = []
  const ends = new Map<string, () => void>()
  const start = (key: string, name: string) =>
    lanes.run(key, async () => {
      running.push(name)
      await new Promise<void>((resolve) => {
        ends.set(name, resolve)
      })
      running.splice(running.indexOf(name), 1)
      return name
    })
  return { lanes, running, start, end: (name: string) => ends.get(name)?.() }
}

test('a peer has so many calls at a time and the rest in order; another peer does not wait for it', async () => {
  const { running, start, end } = build(2)
  const all = ['1', '2', '3', '4'].map((name) => start('slow', name))
  const other = start('other', 'x')
  await turn()
  expect(running.toSorted()).toEqual(['1', '2', 'x'])
  end('1')
  await all[0]
  await turn()
  expect(running.toSorted()).toEqual(['2', '3', 'x'])
  for (const name of ['2', '3', 'x']) end(name)
  await turn()
  await turn()
  end('4')
  expect(await Promise.all([...all, other])).toEqual(['1', '2', '3', '4', 'x'])
})

test('a call that fails gives its place away too', async () => {
  const { lanes } = build(1)
  await expect(lanes.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await lanes.run('a', async () => 'yes')).toBe('yes')
})
