// What an answer means, who must act and what to do: a table over direction × HTTP × OCPI code × our own message. The
// sentences stand in the interface's texts, under these keys. OCPI 2.2.1 §5, guide §1.9.

export type ExchangeOutcome = {
  readonly direction: 'in' | 'out'
  readonly httpStatus: number | null
  readonly ocpiStatus: number | null
  readonly module: string | null
  readonly method: string
  readonly error: string | null
}

/** Success is what both layers call success (TR-84); the database says the same in `exchangeFailed`. */
export function exchangeFailed({
  httpStatus,
  ocpiStatus,
}: Pick<ExchangeOutcome, 'httpStatus' | 'ocpiStatus'>): boolean {
  const http = httpStatus ?? 0
  const ocpi = ocpiStatus ?? 0
  return http < 200 || http > 299 || ocpi < 1000 || ocpi > 1999
}

/** Who must act: the partner, we, both by agreement, or nobody. */
export type Actor = 'partner' | 'we' | 'both' | 'nobody'
export type Explanation = { readonly key: string; readonly actor: Actor }

type Rule = readonly [key: string, actor: Actor, applies: (exchange: ExchangeOutcome) => boolean]

const says = (pattern: RegExp) => (exchange: ExchangeOutcome) => pattern.test(exchange.error ?? '')
const http = (status: number) => (exchange: ExchangeOutcome) => exchange.httpStatus === status
const ocpi = (status: number) => (exchange: ExchangeOutcome) => exchange.ocpiStatus === status
const always = () => true

/** What we answered to a partner; the first that applies. */
const RECEIVED: readonly Rule[] = [
  [
    'inTooManyFailures',
    'partner',
    (exchange) => exchange.httpStatus === 429 && says(/valid credentials token/)(exchange),
  ],
  ['inTooMany', 'partner', http(429)],
  ['inUnauthorized', 'partner', http(401)],
  ['inTooLarge', 'partner', http(413)],
  ['inNotUtf8', 'partner', says(/is not UTF-8/)],
  ['inNotJson', 'partner', says(/is not JSON/)],
  ['inControlCharacters', 'partner', says(/characters that are none/)],
  ['inTooDeep', 'partner', says(/nested too deeply/)],
  ['inForeignParty', 'both', says(/is no party of this connection/)],
  ['inWrongReceiver', 'partner', says(/not the party of the OCPI-to headers/)],
  ['inNoModule', 'partner', says(/^There is no module/)],
  ['inNoAddress', 'partner', says(/^No such address/)],
  ['inRegisteredAlready', 'partner', says(/^(Registered already|Not registered)/)],
  ['inMethod', 'partner', http(405)],
  ['inChangeOfUnknown', 'partner', ({ httpStatus, method }) => httpStatus === 404 && method === 'PATCH'],
  ['inUnknownToken', 'both', ocpi(2004)],
  ['inUnknownLocation', 'partner', ocpi(2003)],
  ['inUnknownObject', 'partner', http(404)],
  ['inCdrConflict', 'both', says(/^A different CDR/)],
  ['inIdsDisagree', 'partner', says(/^\/\S+: .*(of the address|does not match|is not the)/)],
  ['inParameter', 'partner', says(/^\?/)],
  ['inField', 'partner', says(/^\/\S*: /)],
  ['inUnfit', 'partner', says(/does not fit its field/)],
  ['inHandshakeUnreachable', 'both', ocpi(3001)],
  ['inHandshakeVersion', 'both', ocpi(3002)],
  ['inHandshakeEndpoints', 'partner', ocpi(3003)],
  ['inUnavailable', 'we', says(/^Temporarily not available/)],
  ['inBug', 'we', ({ httpStatus }) => (httpStatus ?? 0) >= 500],
  ['inInvalid', 'partner', ocpi(2001)],
  ['inOther', 'both', always],
]

/** What a partner answered to us; the first that applies. */
const SENT: readonly Rule[] = [
  ['outTimeout', 'partner', ({ httpStatus, error }) => httpStatus === null && /time|slow/i.test(error ?? '')],
  [
    'outForbiddenAddress',
    'we',
    ({ httpStatus, error }) => httpStatus === null && /address|are called/i.test(error ?? ''),
  ],
  [
    'outCertificate',
    'partner',
    ({ httpStatus, error }) => httpStatus === null && /cert|tls|ssl|verify/i.test(error ?? ''),
  ],
  ['outTooLarge', 'partner', says(/answer is too large/)],
  ['outUnreachable', 'partner', ({ httpStatus }) => httpStatus === null],
  ['outUnauthorized', 'both', ({ httpStatus }) => httpStatus === 401 || httpStatus === 403],
  ['outTooMany', 'we', http(429)],
  ['outRedirect', 'partner', ({ httpStatus }) => httpStatus !== null && httpStatus >= 300 && httpStatus < 400],
  ['outUnknownLocation', 'both', ocpi(2003)],
  ['outUnknownToken', 'both', ocpi(2004)],
  ['outNotEnough', 'we', ocpi(2002)],
  ['outInvalid', 'both', ocpi(2001)],
  ['outNotFound', 'both', http(404)],
  ['outMethod', 'partner', http(405)],
  ['outHub', 'nobody', ({ ocpiStatus }) => ocpiStatus !== null && ocpiStatus >= 4000],
  ['outCannotUseOurs', 'we', ocpi(3001)],
  ['outVersion', 'both', ocpi(3002)],
  ['outEndpoints', 'we', ocpi(3003)],
  ['outServerError', 'partner', ({ ocpiStatus }) => ocpiStatus !== null && ocpiStatus >= 3000],
  ['outClientError', 'both', ({ ocpiStatus }) => ocpiStatus !== null && ocpiStatus >= 2000],
  ['outDown', 'partner', ({ httpStatus }) => httpStatus !== null && httpStatus >= 500],
  ['outNoEnvelope', 'partner', ({ ocpiStatus }) => ocpiStatus === null],
  ['outOther', 'both', always],
]

/** Every key there is; a test sees to it that each has its sentences. */
export const EXPLANATIONS: readonly string[] = [...RECEIVED, ...SENT].map(([key]) => key)

/** Null for a success: there is nothing to explain. */
export function explainExchange(exchange: ExchangeOutcome): Explanation | null {
  if (!exchangeFailed(exchange)) return null
  const rules = exchange.direction === 'in' ? RECEIVED : SENT
  const [key, actor] = rules.find(([, , applies]) => applies(exchange))! // the last applies always
  return { key, actor }
}
