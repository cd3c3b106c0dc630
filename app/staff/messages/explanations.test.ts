import { expect, test } from 'vitest'
import sv from '@/app/i18n/messages/sv/inspector.json'
import { EXPLANATIONS } from '@/lib/partners/core/explain-exchange'

test('each explanation has its sentences, and no sentence is left over', () => {
  expect(Object.keys(sv.explain).toSorted()).toEqual([...EXPLANATIONS].toSorted())
})
