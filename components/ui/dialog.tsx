'use client'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Dialog as AriaDialog, DialogTrigger, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'

import { buttonClass, classes, type ButtonLook } from './button-class'

export type DialogProps = {
  trigger: ReactNode
  triggerLook?: ButtonLook
  /** In place of a button's look, for triggers that are plain links or menu entries. */
  triggerClassName?: string
  title: ReactNode
  wide?: boolean
  /** Staff size: 32 px controls and 14 px text. */
  dense?: boolean
  cancelText: string
  disabled?: boolean
  children: ReactNode
}

/** A dialog opened by its own button. Esc, the cancel button and a press outside close it; focus returns to the button. */
export function Dialog({
  trigger,
  triggerLook = {},
  triggerClassName,
  title,
  wide,
  dense,
  cancelText,
  disabled,
  children,
}: DialogProps) {
  return (
    <DialogTrigger>
      <AriaButton className={triggerClassName ?? buttonClass(triggerLook)} isDisabled={disabled}>
        {trigger}
      </AriaButton>
      <ModalOverlay className="scrim" isDismissable>
        <Modal className={classes('dialog-frame', dense && 'dense')}>
          <AriaDialog className={classes('dialog', wide && 'wide')}>
            <Heading slot="title">{title}</Heading>
            {children}
            <div className="actions">
              <AriaButton slot="close" className={buttonClass({ size: dense ? 'row' : 'touch' })}>
                {cancelText}
              </AriaButton>
            </div>
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}
