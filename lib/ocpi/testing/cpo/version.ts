// The versions of OCPI that this operator can speak, oldest first.

export const VERSIONS = ['2.1.1', '2.2.1', '2.3.0'] as const

export type Version = (typeof VERSIONS)[number]

export function isVersion(text: unknown): text is Version {
  return VERSIONS.some((version) => version === text)
}

/** True from 2.2 on: parties in bodies, roles in version details, routing headers, base64. */
export function hasParties(version: Version): boolean {
  return version !== '2.1.1'
}
