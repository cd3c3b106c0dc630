import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { childrenOf, parseXml, textOf, XmlError } from './xml'

test('names without prefix, attributes in both quotes, lines, text', () => {
  const root = parseXml(
    `<?xml version="1.0"?>\n<!-- <a> -->\n<x:a one='1' two="&lt;2&#65;">\n <b>5 &amp; 6</b><b/>\n<![CDATA[<c>]]></x:a>\n`,
  )
  expect(root).toMatchObject({ name: 'a', attributes: { one: '1', two: '<2A' }, line: 3 })
  expect(childrenOf(root, 'b').map(({ text, line }) => [text, line])).toEqual([
    ['5 & 6', 4],
    ['', 4],
  ])
  expect(textOf(root, 'b')).toBe('5 & 6')
  expect(textOf(root, 'c')).toBeNull()
  expect(root.text.trim()).toBe('<c>')
})

test.each([
  ['', 1, 'empty'],
  ['<a>\n<b></a>', 2, 'closes nothing'],
  ['<a>\n', 1, 'never closed'],
  ['<a/>\n<b/>', 2, 'second root'],
  ['<a/>\nx', 2, 'outside'],
  ['<!DOCTYPE a [<!ENTITY b "c">]>\n<a/>', 1, 'not XML that we read'],
  ['<a b=1/>', 1, 'not XML that we read'],
  ['<a>'.repeat(70), 1, 'too deeply'],
])('%j is refused in line %d', (text, line, reason) => {
  const attempt = () => parseXml(text)
  expect(attempt).toThrow(reason)
  expect(attempt).toThrow(expect.objectContaining({ line }))
})

test('whatever it is given, it answers or names a line', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[<>/a="'! \n&;\-[\]?]{0,60}$/), (text) => {
      let problem: unknown = null
      try {
        parseXml(text)
      } catch (error) {
        problem = error
      }
      expect(problem === null || problem instanceof XmlError).toBe(true)
    }),
  )
})
