import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { CommandStatus } from '@/components/charging/command-status'
import { LiveTexts } from '@/components/charging/live-texts'
import { requireCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { findMyCommand } from '@/lib/roaming/commands/queries'

export async function generateMetadata() {
  return { title: (await getTranslations('charging'))('command.title') }
}

/** What became of a wish to start: asked, accepted, charging, refused, or not answered. */
export default async function CommandPage({ params }: { params: Promise<{ commandId: string }> }) {
  const ctx = await requireCustomer()
  const { commandId } = await params
  const command = isId('command', commandId) ? await findMyCommand(ctx, commandId) : null
  if (!command || command.kind !== 'START_SESSION') notFound()
  return (
    <div className="narrow">
      <LiveTexts>
        <CommandStatus initial={command} />
      </LiveTexts>
    </div>
  )
}
