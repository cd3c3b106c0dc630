'use client'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'

import { buttonClass, classes, type ButtonLook } from './button-class'

export type MenuEntry = {
  key: string
  text: ReactNode
  href?: string
  onAction?: () => void
  destroys?: boolean
  disabled?: boolean
  detail?: ReactNode
}

export type MenuProps = {
  trigger: ReactNode
  /** Read out in place of the trigger when that is a picture. */
  label: string
  triggerLook?: ButtonLook
  triggerClassName?: string
  entries: readonly MenuEntry[]
  dense?: boolean
}

/** Less common actions behind one button; arrow keys, first letters and Esc as everywhere. */
export function Menu({ trigger, label, triggerLook = {}, triggerClassName, entries, dense }: MenuProps) {
  return (
    <MenuTrigger>
      <AriaButton aria-label={label} className={triggerClassName ?? buttonClass(triggerLook)}>
        {trigger}
      </AriaButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <AriaMenu className={classes('menu', dense && 'dense')}>
          {entries.map((entry) => (
            <MenuItem
              key={entry.key}
              id={entry.key}
              href={entry.href}
              onAction={entry.onAction}
              isDisabled={entry.disabled}
              className={classes('menu-entry', entry.destroys && 'destroys')}
            >
              {entry.text}
              {entry.detail ? <span className="note">{entry.detail}</span> : null}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
