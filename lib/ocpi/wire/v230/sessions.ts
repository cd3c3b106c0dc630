// OCPI 2.3.0 §9 Sessions: as in 2.2.1, but for the price.
import { PRICE_230 } from '../prices'
import { sessionCodec, sessionWords } from '../sessions'

export const sessions = sessionCodec(sessionWords(PRICE_230))
