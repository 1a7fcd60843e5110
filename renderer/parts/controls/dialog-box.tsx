/** A dialog above the page, with its heading; Escape, its button and a click beside it close it. */
import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import './popup.css'

interface Props {
  title: string
  isOpen: boolean
  onClose: () => void
  /** Default: for a few lines. `medium`: for two columns; `wide`: for tables. */
  width?: 'medium' | 'wide'
  children: ReactNode
}

export function DialogBox({ title, isOpen, onClose, width, children }: Props) {
  return (
    <ModalOverlay
      className="dialog-veil"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Modal className={width ? `dialog-box dialog-${width}` : 'dialog-box'}>
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
