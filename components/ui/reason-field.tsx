import { TextArea } from './text-field'

/** Why somebody decides: asked wherever a decision is kept with its reason. Several on one page have an id each. */
export function ReasonField({ label, id }: { label: string; id?: string }) {
  return <TextArea size="row" name="reason" id={id} label={label} required maxLength={500} rows={2} />
}
