import Link from 'next/link'
import type { ReactNode } from 'react'

export type FilterChip = {
  key: string
  label: ReactNode
  value: ReactNode
  /** The same list without this filter. */ removeHref: string
  removeText: string
}

export type ListBarProps = {
  /** The list's own path; the search form sends there with GET, so it works without script. */
  action: string
  search?: { name?: string; label: string; placeholder?: string; defaultValue?: string }
  /** What else of the URL the search must keep: filters, sort, view. */
  keep?: Readonly<Record<string, string | undefined>>
  chips?: readonly FilterChip[]
  /** The control that adds a filter, usually a `<FilterMenu>`. */
  addFilter?: ReactNode
  /** Views, export, the list's main action, at the right end. */
  children?: ReactNode
}

/** The same bar on every list: search, filters as chips, view, export. All of its state is in the URL. */
export function ListBar({ action, search, keep = {}, chips = [], addFilter, children }: ListBarProps) {
  return (
    <div className="list-bar">
      {search ? (
        <form action={action} className="list-search" role="search">
          {Object.entries(keep).map(([name, value]) =>
            value ? <input key={name} type="hidden" name={name} value={value} /> : null,
          )}
          <label className="vh" htmlFor="list-search">
            {search.label}
          </label>
          <input
            id="list-search"
            className="input s"
            type="search"
            name={search.name ?? 'q'}
            placeholder={search.placeholder}
            defaultValue={search.defaultValue}
            key={search.defaultValue}
            autoComplete="off"
          />
          <kbd aria-hidden="true">/</kbd>
        </form>
      ) : null}
      {chips.map((chip) => (
        <span key={chip.key} className="chip">
          {chip.label} <b>{chip.value}</b>
          <Link href={chip.removeHref} aria-label={chip.removeText} prefetch={false}>
            ×
          </Link>
        </span>
      ))}
      {addFilter}
      {children ? <div className="list-bar-end">{children}</div> : null}
    </div>
  )
}

export type FilterMenuProps = {
  text: ReactNode
  action: string
  keep?: Readonly<Record<string, string | undefined>>
  applyText: string
  /** Selects and fields named as the URL's parameters. */
  children: ReactNode
}

/** A small form that unfolds under "+ Filter" and sends its fields to the list's URL. */
export function FilterMenu({ text, action, keep = {}, applyText, children }: FilterMenuProps) {
  return (
    <details className="popover-details">
      <summary className="chip add">{text}</summary>
      <form action={action} className="popover dense">
        {Object.entries(keep).map(([name, value]) =>
          value ? <input key={name} type="hidden" name={name} value={value} /> : null,
        )}
        {children}
        <button type="submit" className="btn go s">
          {applyText}
        </button>
      </form>
    </details>
  )
}
