// The named tolerances of a connection. Each has the specification as its default, is read by code in one place
// (`readIn`, which quirks.test.ts proves) and is explained to staff in quirk-texts.ts and docs/quirks.md.

type Quirk = {
  values: readonly [string, ...string[]]
  default: string
  readIn: string
  /** The specification says nothing of it: the default is ours. */
  isOurs?: true
}

export const QUIRKS = {
  tokenEncoding: { values: ['base64', 'raw'], default: 'base64', readIn: 'lib/ocpi/client/partner-client.ts' },
  routingHeaders: { values: ['send', 'omit'], default: 'send', readIn: 'lib/ocpi/client/partner-client.ts' },
  mirrorErrorsAsHttp: { values: ['no', 'yes'], default: 'no', readIn: 'lib/ocpi/http/dispatch.ts' },
  unknownToken: { values: ['not_found', 'not_allowed'], default: 'not_found', readIn: 'lib/ocpi/receivers/tokens.ts' },
  unknownTokenLimit: {
    values: ['30', '120', '600', 'none'],
    default: '120',
    isOurs: true,
    readIn: 'lib/ocpi/http/guess-limit.ts',
  },
  tokenPush: { values: ['put', 'patch'], default: 'put', readIn: 'lib/ocpi/client/push-tokens.ts' },
  uidForm: { values: ['as_is', 'padded_hex'], default: 'as_is', readIn: 'lib/ocpi/client/partner-uid.ts' },
  dateFrom: { values: ['send', 'leave_out'], default: 'send', readIn: 'lib/ocpi/client/pull-query.ts' },
  cdrPull: { values: ['pull', 'push_only'], default: 'pull', readIn: 'lib/ocpi/client/pull-query.ts' },
  pageLimit: {
    values: ['20', '50', '100', '200', '500', '1000'],
    default: '200',
    isOurs: true,
    readIn: 'lib/ocpi/client/list-pages.ts',
  },
  nextPage: { values: ['link', 'count', 'none'], default: 'link', readIn: 'lib/ocpi/client/list-pages.ts' },
  stepMode: {
    values: ['combined', 'per_dimension', 'none'],
    default: 'combined',
    readIn: 'lib/rating/read-policy.ts',
  },
  priceSource: { values: ['partner', 'hub_remarks'], default: 'partner', readIn: 'lib/rating/read-policy.ts' },
} as const satisfies Record<string, Quirk>

export type QuirkName = keyof typeof QUIRKS
export type Quirks = { readonly [Name in QuirkName]: (typeof QUIRKS)[Name]['values'][number] }
/** As in the row: perhaps older than a quirk, perhaps from a version that knows more of them. */
export type StoredQuirks = Readonly<Record<string, unknown>>

export const QUIRK_NAMES = Object.keys(QUIRKS) as QuirkName[] // the keys of the object above

/** What is stored, made whole: a quirk without a value that we know has its default, one that we do not know is left out. */
export function readQuirks(stored: StoredQuirks): Quirks {
  const known = QUIRK_NAMES.map((name) => {
    const value = typeof stored[name] === 'boolean' ? (stored[name] ? 'yes' : 'no') : stored[name]
    const { values, default: usual } = QUIRKS[name]
    return [name, values.find((candidate) => candidate === value) ?? usual]
  })
  return Object.fromEntries(known) as Quirks // an entry per name, with one of its values
}

export const DEFAULT_QUIRKS: Quirks = readQuirks({})
