// Which of a connector's tariffs rules a session that names none (docs/decisions/0020).
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildTariff, CHARGE_STARTED } from '@/db/factories/build-cdr'
import { HOUR_MS, instant } from '@/lib/kernel/time'
import { PROFILE_TYPES } from '@/lib/roaming/core/charging-profile'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { buildAgreement, buildStored, buildSubject } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { chooseTariffs, rulingTariffs, NO_TERMS, type ContractTerms } from './choose-tariffs'
import { whyUnknown } from './unknown-price'

const PRICES: Readonly<Record<string, string>> = {
  REG: '3.2',
  CHEAP: '2.1',
  FAST: '4.4',
  ANY: '3.5',
  ADHOC: '5.9',
  REG2: '3.9',
}
const TYPES: Readonly<Record<string, string | null>> = {
  REG: 'REGULAR',
  REG2: 'REGULAR',
  CHEAP: 'PROFILE_CHEAP',
  FAST: 'PROFILE_FAST',
  ANY: null,
  ADHOC: 'AD_HOC_PAYMENT',
}
const offer = (id: string, given: Partial<Tariff> = {}) =>
  buildTariff({ id, type: TYPES[id]!, components: [['ENERGY', PRICES[id]!]], ...given }) // of the tables above

function choose(tariffs: readonly Tariff[], terms: Partial<ContractTerms> = {}): string | null {
  const session = { startedAt: CHARGE_STARTED, tariffs: [], chargingPeriods: [] }
  const stored = tariffs.map((tariff) => buildStored(tariff))
  const ids = tariffs.map(({ id }) => id)
  const chosen = chooseTariffs(session, stored, ids, { ...NO_TERMS, ...terms })
  return chosen.tariffs[0]?.id ?? null
}
const offers = (...ids: string[]) => ids.map((id) => offer(id))
const before = instant(CHARGE_STARTED - HOUR_MS)
const after = instant(CHARGE_STARTED + HOUR_MS)

describe('among the tariffs of a connector', () => {
  test.each<[name: string, tariffs: Tariff[], terms: Partial<ContractTerms>, id: string | null]>([
    ['the usual one serves who wished nothing', offers('CHEAP', 'FAST', 'REG'), {}, 'REG'],
    ['and who wished just that', offers('CHEAP', 'REG'), { preference: 'REGULAR' }, 'REG'],
    ['a wish has its own', offers('REG', 'CHEAP', 'FAST'), { preference: 'CHEAP' }, 'CHEAP'],
    ['a wish without one has the usual', offers('REG', 'CHEAP'), { preference: 'GREEN' }, 'REG'],
    ['one for all sessions goes before the usual, for a wish', offers('REG', 'ANY'), { preference: 'GREEN' }, 'ANY'],
    ['one that names the session goes before one for all', offers('ANY', 'REG'), {}, 'REG'],
    ['one for all serves who wished nothing', offers('CHEAP', 'ANY'), {}, 'ANY'],
    ['tariffs of wishes serve nobody without one', offers('CHEAP', 'FAST'), {}, null],
    ['nor those of another wish', offers('CHEAP'), { preference: 'FAST' }, null],
    ['payment at the station is none of a contract', offers('ADHOC', 'REG'), {}, 'REG'],
    ['not even alone', offers('ADHOC'), {}, null],
    ['two usual ones are a guess', offers('REG', 'REG2'), {}, null],
    ['unless they are one price', [offer('REG'), offer('REG2', { elements: offer('REG').elements })], {}, 'REG'],
    ['or one has ended', [offer('REG', { endsAt: before }), offer('REG2')], {}, 'REG2'],
    ['or has not begun', [offer('REG', { startsAt: after }), offer('REG2')], {}, 'REG2'],
    ['one after the other', [offer('REG', { endsAt: before }), offer('REG2', { startsAt: before })], {}, 'REG2'],
    ['both at once are a guess', [offer('REG', { startsAt: before }), offer('REG2', { endsAt: after })], {}, null],
    [
      'a wish whose tariff has ended has the usual',
      [offer('CHEAP', { endsAt: before }), offer('REG')],
      { preference: 'CHEAP' },
      'REG',
    ],
    ['two currencies are a guess', [offer('REG'), offer('REG2', { currency: 'EUR' })], {}, null],
    ['unless one was agreed', [offer('REG'), offer('REG2', { currency: 'EUR' })], { currency: 'EUR' }, 'REG2'],
    ['one that was not agreed rules where there is no other', [offer('REG')], { currency: 'EUR' }, 'REG'],
  ])('%s', (_name, tariffs, terms, id) => {
    expect(choose(tariffs, terms)).toBe(id)
  })

  test('the order in which they are named decides nothing, and no ad-hoc price is ever a contract’s', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.constantFrom(...Object.keys(TYPES)), { minLength: 1 })
          .chain((ids) => fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids, { minLength: ids.length }))),
        fc.option(fc.constantFrom(...PROFILE_TYPES)),
        ([ids, shuffled], preference) => {
          const chosen = choose(offers(...ids), { preference })
          expect(choose(offers(...shuffled), { preference })).toBe(chosen)
          expect(chosen).not.toBe('ADHOC')
        },
      ),
    )
  })
})

describe('a CDR that names no tariff', () => {
  const tariffs = offers('REG', 'FAST', 'ADHOC')
  const cdr = buildCdr({ tariffs: [] })
  const bare = {
    cdr: { ...cdr, chargingPeriods: cdr.chargingPeriods.map((period) => ({ ...period, tariffId: null })) },
    storedTariffs: tariffs.map((tariff) => buildStored(tariff)),
    connectorTariffIds: tariffs.map(({ id }) => id),
  }
  test('is priced by what serves it', () => {
    expect(assessCdr(buildSubject(bare)).rating).toMatchObject({ wholesaleExcl: '52.8', tariffSource: 'stored' })
    expect(assessCdr(buildSubject({ ...bare, preference: 'FAST' })).rating.wholesaleExcl).toBe('72.6')
  })

  test('and carries several, by the one that is meant for a contract, in the money that was agreed', () => {
    const carrying = (...carried: Tariff[]) => ({ ...bare, cdr: { ...bare.cdr, tariffs: carried } })
    expect(assessCdr(buildSubject(carrying(...offers('ADHOC', 'REG')))).rating.wholesaleExcl).toBe('52.8')
    const two = carrying(offer('REG2', { currency: 'EUR' }), offer('REG'))
    const agreement = buildAgreement({ currency: 'SEK' })
    expect(assessCdr(buildSubject({ ...two, agreement })).rating.wholesaleExcl).toBe('52.8')
  })
})

test('where it is a guess, the least and the most are said, and nothing is if one of them is not known', () => {
  const stored = offers('REG', 'REG2').map((tariff) => buildStored(tariff))
  expect(rulingTariffs(stored, CHARGE_STARTED, NO_TERMS)).toHaveLength(2)
  const price = (grossMinor: bigint) => ({ grossMinor })
  expect(whyUnknown(null, [price(900n), price(700n), price(800n)], null)).toEqual({
    kind: 'several',
    leastMinor: 700n,
    mostMinor: 900n,
  })
  expect(whyUnknown(null, [price(900n), null], null)).toEqual({ kind: 'unpriced' })
  expect(whyUnknown(null, [], null)).toEqual({ kind: 'unpriced' })
})
