import type { CdrId } from '@/lib/kernel/ids'
import { isId } from '@/lib/kernel/ids'
import { readLogged, type LoggedNotes } from '@/lib/ocpi/http/read-logged'
import type { ExchangeDetail } from '@/lib/partners/exchanges/queries'
import type { Partner } from '@/lib/partners/queries'

const NOTHING: LoggedNotes = { request: [], response: [] }

/** What the reader of the message's version and module has to say about either side. */
export function readExchange(message: ExchangeDetail, partner: Partner | null): LoggedNotes {
  return partner === null ? NOTHING : readLogged(message, { owner: partner, version: partner.version })
}

/** The stored CDR that keeps the request's body, where the log only names it. */
export function keptCdr({ requestBody }: ExchangeDetail): CdrId | null {
  const id = /^\{"kept_with":"(\w+)"\}$/.exec(requestBody ?? '')?.[1]
  return id !== undefined && isId('cdr', id) ? id : null
}
