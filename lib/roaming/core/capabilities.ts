// OCPI 2.2.1 §8.4.3 Capability: what a charge point can be asked for. They decide what is offered (LOC-14).

const STATED = {
  reserve: 'RESERVABLE',
  unlock: 'UNLOCK_CAPABLE',
  limitPower: 'CHARGING_PROFILE_CAPABLE',
  preferences: 'CHARGING_PREFERENCES_CAPABLE',
} as const

export type Ability = 'remoteStart' | keyof typeof STATED

/** Whether the charge point says that it can. An operator that states no capabilities at all has not said no to a start. */
export function canDo({ capabilities }: { readonly capabilities: readonly string[] }, ability: Ability): boolean {
  if (ability === 'remoteStart') return capabilities.length === 0 || capabilities.includes('REMOTE_START_STOP_CAPABLE')
  return capabilities.includes(STATED[ability])
}
