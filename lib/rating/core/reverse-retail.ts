// OCPI 2.2.1 §10.3.1 Credit CDRs: the same lines again, negative, so that the two net out on an invoice.
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { RetailPrice } from './retail'
import type { RetailLine, RetailPart } from './retail-line'

function negate(value: DecimalString): DecimalString {
  return toDecimalString(decimal(value).negated())
}

function reversePart(part: RetailPart): RetailPart {
  return { ...part, quantity: negate(part.quantity), amount: negate(part.amount) }
}

function reverseLine(line: RetailLine): RetailLine {
  return {
    ...line,
    quantity: negate(line.quantity),
    netMinor: (-BigInt(line.netMinor)).toString(),
    parts: line.parts.map(reversePart),
  }
}

/** Quantities turn negative, unit prices stay (EN 16931 BR-27). Reversing twice gives the same price again. */
export function reverseRetail(price: RetailPrice): RetailPrice {
  return {
    lines: price.lines.map(reverseLine),
    netMinor: -price.netMinor,
    vatMinor: -price.vatMinor,
    grossMinor: -price.grossMinor,
  }
}
