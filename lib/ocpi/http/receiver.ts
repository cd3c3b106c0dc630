// A receiver says which methods exist at which path below its module's endpoint, and what they do.
import type { PartnerCtx } from '@/lib/auth/context'
import type { KnownPartner } from '@/lib/partners/find-partner-by-token'
import type { Reply } from './reply'

export type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'

export type Call = {
  readonly ctx: PartnerCtx
  readonly partner: KnownPartner
  /** The decoded path segments that the route names in braces. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed; undefined when the request had none. */
  readonly body: unknown
  /** Exactly what arrived. */
  readonly rawBody: string
}

export type Handler = (call: Call) => Promise<Reply> | Reply

/** `'{country_code}/{party_id}/{session_id}'` → methods. The empty path is the endpoint itself. */
export type Routes = Readonly<Record<string, Partial<Readonly<Record<Method, Handler>>>>>
