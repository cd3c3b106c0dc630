// OCPI 2.2.1 §12.3: what is told of a decision. The decision itself is taken where the facts are read, in one
// statement (tokens/authorize-token.ts); its order is stated there.
import type { DisplayText } from './common'
import type { AllowedType } from './token'

/** For the display of the charging station or the CPO's support; in the language of the token (TOK-16). */
const INFO: Readonly<Record<AllowedType | 'ELSEWHERE', { sv: string; en: string }>> = {
  ALLOWED: { sv: 'Välkommen att ladda', en: 'Welcome to charge' },
  BLOCKED: { sv: 'Kortet är spärrat', en: 'This card is blocked' },
  EXPIRED: { sv: 'Avtalet har upphört', en: 'The contract has ended' },
  NO_CREDIT: { sv: 'Det finns en obetald faktura', en: 'An invoice is unpaid' },
  NOT_ALLOWED: { sv: 'Laddning är inte möjlig med kortet', en: 'This card cannot be used here' },
  // NOT_ALLOWED, but elsewhere it would be.
  ELSEWHERE: { sv: 'Kortet gäller inte på den här platsen', en: 'This card is not valid at this place' },
}

export function authorizationInfoText(allowed: AllowedType | 'ELSEWHERE', language: string | null): DisplayText {
  const spoken = language?.toLowerCase().startsWith('sv') ? 'sv' : 'en'
  return { language: spoken, text: INFO[allowed][spoken] }
}
