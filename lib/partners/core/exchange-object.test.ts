import { expect, test } from 'vitest'
import { receivedObject, sentObject, versionInUrl } from './exchange-object'

test.each([
  ['locations', ['SE', 'KUL', 'loc1', 'E1', '1'], undefined, 'locations/LOC1'],
  ['sessions', ['SE', 'KUL', 'S-1'], { id: 'other' }, 'sessions/S-1'],
  ['cdrs', [], { id: 'c-9' }, 'cdrs/C-9'],
  ['cdrs', ['SE', 'KUL', 'C9'], undefined, 'cdrs/C9'],
  ['cdrs', [], { id: 9 }, null],
  ['cdrs', [], null, null],
  ['tokens', ['04a1', 'authorize'], undefined, 'tokens/04A1'],
  ['tokens', [], undefined, null],
  ['commands', ['START_SESSION', 'cmd_1', 'secret'], {}, 'commands/CMD_1'],
  ['credentials', [], { id: 'x' }, null],
  [null, [], { id: 'x' }, null],
] as const)('a request to %s %j is about its object', (module, path, body, expected) => {
  expect(receivedObject(module, path, body)).toBe(expected)
})

test.each([
  ['tokens', 'https://cpo.example/ocpi/2.2.1/tokens/SE/LDN/04A1?type=OTHER', { uid: '04a1' }, 'tokens/04A1'],
  ['tokens', 'https://cpo.example/ocpi/2.2.1/tokens/SE/LDN/04%20A1', undefined, 'tokens/04 A1'],
  ['locations', 'https://cpo.example/2.2.1/locations/L%2F1', undefined, 'locations/L/1'],
  ['locations', 'https://cpo.example/2.2.1/locations?offset=50', undefined, null],
  ['locations', 'https://cpo.example/api/places?x=/locations/', undefined, null],
  ['sessions', 'https://cpo.example/2.2.1/sessions/S1/charging_preferences', {}, 'sessions/S1'],
  ['chargingprofiles', 'https://cpo.example/2.2.1/chargingprofiles/S1?duration=1', undefined, 'sessions/S1'],
  [
    'commands',
    'https://cpo.example/2.2.1/commands/START_SESSION',
    { response_url: 'https://us.example/ocpi/2.2.1/commands/START_SESSION/cmd_01A/se%25cret' },
    'commands/CMD_01A',
  ],
  ['commands', 'https://cpo.example/2.2.1/commands/START_SESSION', {}, null],
  ['versions', 'https://cpo.example/versions', undefined, null],
] as const)('a request of ours to %s at %s is about its object', (module, url, body, expected) => {
  expect(sentObject(module, url, body)).toBe(expected)
})

test('what is longer than any id does not break the index', () => {
  expect(receivedObject('sessions', ['SE', 'KUL', 'x'.repeat(5000)], null)).toHaveLength('sessions/'.length + 255)
})

test('the version of an address', () => {
  expect(versionInUrl('https://cpo.example/ocpi/2.1.1/locations?x=/2.2.1/')).toBe('2.1.1')
  expect(versionInUrl('https://cpo.example/ocpi/emsp/2.2')).toBe('2.2')
  expect(versionInUrl('https://cpo.example/ocpi/versions')).toBeNull()
})
