'use client'
import { useActionState, useEffect, useState, type ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Dialog as AriaDialog, DialogTrigger, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'

import { buttonClass, classes, type ButtonLook } from '@/components/ui/button-class'
import { IDLE, type FormAction } from './form-state'
import { FormMessage } from './form-message'
import { SubmitButton } from './submit-button'

export type ConfirmDialogProps = {
  trigger: ReactNode
  triggerLook?: ButtonLook
  title: ReactNode
  /** What it does to money, in figures: "Godkänner 214 fakturor, 318 220,75 kr. Förfaller 30 december." */
  consequence: ReactNode
  confirmText: ReactNode
  pendingText?: string
  cancelText: string
  /** Said when the action fails without words of its own. */
  failedText: string
  action: FormAction
  /** Hidden fields: ids, never secrets. */
  values?: Readonly<Record<string, string>>
  /** Fields, such as a reason. */
  children?: ReactNode
  destroys?: boolean
  dense?: boolean
  disabled?: boolean
  /** The key that opens it, for pages that print it on the button. */
  shortcut?: string
}

/** Asks once before what moves money or cannot be undone, and shows what will happen. Closes itself when it is done. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, triggerLook = {}, title, destroys, dense, disabled, shortcut } = props
  const [open, setOpen] = useState(false)
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <AriaButton
        className={buttonClass({ size: dense ? 'row' : 'touch', look: destroys ? 'stop' : 'plain', ...triggerLook })}
        isDisabled={disabled}
        data-shortcut={shortcut}
      >
        {trigger}
      </AriaButton>
      <ModalOverlay className="scrim">
        <Modal className={classes('dialog-frame', dense && 'dense')}>
          <AriaDialog className="dialog" role="alertdialog">
            <Heading slot="title">{title}</Heading>
            <ConfirmForm {...props} setOpen={setOpen} />
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function ConfirmForm({
  consequence,
  confirmText,
  pendingText,
  cancelText,
  failedText,
  action,
  values = {},
  children,
  destroys,
  dense,
  setOpen,
}: ConfirmDialogProps & { setOpen: (open: boolean) => void }) {
  const [state, formAction] = useActionState(action, IDLE)
  const finished = state.status === 'done'
  useEffect(() => {
    if (finished) setOpen(false)
  }, [finished, setOpen])
  const size = dense ? 'row' : 'touch'
  return (
    <form action={formAction} className="form">
      <div>{consequence}</div>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      {state.status === 'error' ? <FormMessage state={state} title={failedText} /> : null}
      <div className="actions">
        <SubmitButton look={destroys ? 'stop' : 'go'} size={size} pendingText={pendingText}>
          {confirmText}
        </SubmitButton>
        <AriaButton slot="close" className={buttonClass({ size })}>
          {cancelText}
        </AriaButton>
      </div>
    </form>
  )
}
