// The faults that last until they are taken back.
import { isStanding, type StandingName } from './misbehaviours'

export type StandingFault = {
  name: StandingName
  /** Only in this OCPI module. */
  module?: string
  /** How slow, or how late. */
  delayMs?: number
  /** Which field is missing. */
  field?: string
}

export type StandingFaults = {
  /** The fault, if it is planted and, where a module is asked about, not narrowed to another one. */
  on(name: StandingName, module?: string): StandingFault | undefined
  plant(fault: StandingFault): void
  remove(name: StandingName): void
  clear(): void
  list(): StandingFault[]
}

export function createStandingFaults(planted: readonly string[] = []): StandingFaults {
  const faults: StandingFault[] = []
  const remove = (keep: (fault: StandingFault) => boolean) => void faults.splice(0, Infinity, ...faults.filter(keep))
  const plant = (fault: StandingFault) => {
    remove((other) => other.name !== fault.name || other.module !== fault.module)
    faults.push(fault)
  }
  for (const text of planted) plant(readFault(text))
  return {
    plant,
    on: (name, module) =>
      faults.find((fault) => fault.name === name && (!module || !fault.module || fault.module === module)),
    remove: (name) => remove((fault) => fault.name !== name),
    clear: () => remove(() => false),
    list: () => faults.map((fault) => ({ ...fault })),
  }
}

/** Reads the short form of the start option: name, name=ms, name@module, name@module:field. */
export function readFault(text: string): StandingFault {
  const [, name, ms, module, field] = /^([a-z0-9_]+)(?:=(\d+))?(?:@([a-z]+)(?::(\w+))?)?$/.exec(text.trim()) ?? []
  if (!isStanding(name)) throw new RangeError(`"${text}" is no standing misbehaviour`)
  return { name, ...(ms && { delayMs: Number(ms) }), ...(module && { module }), ...(field && { field }) }
}
