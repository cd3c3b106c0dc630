import { getTranslations } from 'next-intl/server'
import { Button, ButtonLink } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { Disclosure } from '@/components/ui/states'
import { DateField, TextField } from '@/components/ui/text-field'
import { CHARGE_STATES } from '@/lib/rating/core/charge-state'
import type { MyChargeFilter } from '@/lib/rating/charges/queries/list-my-charges'

/** A form that sends itself into the address, so that a selection can be kept and shared, without script too. */
export async function ChargeFilter({ path, filter, open }: { path: string; filter: MyChargeFilter; open: boolean }) {
  const t = await getTranslations('charging')
  return (
    <Disclosure summary={t('list.filter')} open={open}>
      <form action={path} className="form" role="search" key={JSON.stringify(filter)}>
        <div className="form-row">
          <DateField label={t('list.from')} name="from" defaultValue={filter.from} />
          <DateField label={t('list.to')} name="to" defaultValue={filter.to} />
        </div>
        <div className="form-row">
          <TextField label={t('list.place')} name="place" defaultValue={filter.place} maxLength={80} />
          <Select
            label={t('list.state')}
            name="state"
            defaultValue={filter.state ?? ''}
            placeholder={t('list.anyState')}
            options={CHARGE_STATES.map((state) => ({ value: state, label: t(`states.${state}`) }))}
          />
        </div>
        <div className="actions">
          <Button type="submit">{t('list.apply')}</Button>
          {open ? <ButtonLink href={path}>{t('list.clear')}</ButtonLink> : null}
        </div>
      </form>
    </Disclosure>
  )
}
