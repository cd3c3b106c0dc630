// Lists in pages (transport_and_format "Pagination"), and what can be wrong about them.
import { fromDateTime } from './clock'
import type { Cpo } from './cpo'
import { invalid, ok, type OcpiAnswer } from './ocpi-answers'
import type { Json } from './distort-objects'
import type { Version } from './version'

/** What a list is made of: either at hand, or made on demand. */
export type ListSource<T> = { length: number; slice(from: number, to: number): T[] }

export type ListRequest<T extends { last_updated: string }> = {
  version: Version
  module: string
  all: Iterable<T>
  query: URLSearchParams
  /** How many a page may hold at most. */
  most: number
  write: (object: T) => Json
  /** Objects beyond `all`, too many to hold; all of them were last updated at one moment. */
  rest?: { count: number; lastUpdatedMs: number; at(index: number): T }
}

function moment(cpo: Cpo, module: string, query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const ms = fromDateTime(text)
  if (ms === undefined) throw invalid(`${name} is no DateTime`)
  if (cpo.standing.on('rejects_dates_without_designator', module) && !text.endsWith('Z')) {
    throw invalid(`${name} must end with Z`)
  }
  return ms
}

function integer(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null) return fallback
  if (!/^\d+$/.test(text)) throw invalid(`${name} is no whole number`)
  return Number(text)
}

/** All objects that the filters let through, those on demand included. */
function filtered<T extends { last_updated: string }>(cpo: Cpo, request: ListRequest<T>): ListSource<T> {
  const { module, query, rest } = request
  const from = moment(cpo, module, query, 'date_from')
  const to = moment(cpo, module, query, 'date_to')
  const ignoresFrom = cpo.standing.on('ignores_date_from', module) !== undefined
  const inclusive = cpo.standing.on('date_to_inclusive', module) !== undefined
  const passes = (ms: number) =>
    (from === undefined || ignoresFrom || ms >= from) && (to === undefined || ms < to || (inclusive && ms === to))
  const visible = [...request.all].filter(({ last_updated: updated }) => passes(Date.parse(updated)))
  if (!rest || !passes(rest.lastUpdatedMs)) return visible
  return {
    length: visible.length + rest.count,
    slice(start, end) {
      const slice = visible.slice(start, end)
      const stop = Math.min(end - visible.length, rest.count)
      for (let index = Math.max(0, start - visible.length); index < stop; index += 1) slice.push(rest.at(index))
      return slice
    },
  }
}

/** One page of a list in order of creation. */
export function page<T extends { last_updated: string }>(cpo: Cpo, request: ListRequest<T>): OcpiAnswer {
  const { module, query, most } = request
  const wrong = (name: Parameters<typeof cpo.standing.on>[0]) => cpo.standing.on(name, module) !== undefined
  const visible = filtered(cpo, request)
  const asked = integer(query, 'limit', most)
  const offset = integer(query, 'offset', 0)
  const limit = wrong('ignores_limit') ? visible.length : Math.max(1, Math.min(most, asked))
  const start = wrong('ignores_offset') ? 0 : wrong('ignores_limit') ? 0 : offset
  const repeated = wrong('duplicates_across_pages') && start > 0 ? 1 : 0
  const shown = turned(cpo, visible, wrong('unstable_order')).slice(start - repeated, start - repeated + limit)
  const written = distortList(wrong, shown.map(request.write))
  const headers: Record<string, string> = {}
  if (!wrong('missing_total_count')) {
    headers['x-total-count'] = String(visible.length + (wrong('wrong_total_count') ? 7 : 0))
  }
  if (!wrong('missing_x_limit')) headers['x-limit'] = String(most)
  if (!wrong('no_link_header') && !wrong('ignores_limit') && offset + limit < visible.length + repeated) {
    headers.link = `<${nextUrl(cpo, request, offset + limit - repeated, limit)}>; rel="next"`
  }
  const empty = written.length === 0 && wrong('null_list_instead_of_empty')
  return ok(empty ? null : written, headers)
}

function nextUrl<T extends { last_updated: string }>(
  cpo: Cpo,
  { version, module, query }: ListRequest<T>,
  offset: number,
  limit: number,
): string {
  const next = new URLSearchParams(cpo.standing.on('link_loses_filters', module) ? '' : query)
  next.set('offset', String(offset))
  next.set('limit', String(limit))
  const host = cpo.standing.on('link_wrong_host', module) ? 'http://ocpi-backend.invalid:8080' : cpo.publicUrl
  return `${host}/ocpi/${version}/${module}?${next}`
}

/** Another beginning at every request, as a database without ORDER BY has it. */
function turned<T>(cpo: Cpo, list: ListSource<T>, wanted: boolean): ListSource<T> {
  if (!wanted || list.length < 2 || list.length > 10_000) return list
  const all = list.slice(0, list.length)
  const by = cpo.random.integer(1, all.length - 1)
  return [...all.slice(by), ...all.slice(0, by)]
}

function distortList(wrong: (name: 'duplicate_ids' | 'ids_differ_in_case') => boolean, written: Json[]): Json[] {
  let list = written
  if (wrong('duplicate_ids')) {
    list = list.map((object, index) => (index % 2 === 1 ? { ...object, id: list[index - 1]?.id } : object))
  }
  if (wrong('ids_differ_in_case')) {
    list = list.map((object) => (typeof object.id === 'string' ? { ...object, id: object.id.toLowerCase() } : object))
  }
  return list
}
