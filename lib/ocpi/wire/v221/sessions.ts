// OCPI 2.2.1 §9 Sessions.
import { PRICE_221 } from '../prices'
import { sessionCodec, sessionWords } from '../sessions'

export const sessions = sessionCodec(sessionWords(PRICE_221))
