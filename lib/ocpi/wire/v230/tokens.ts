// OCPI 2.3.0 §12 Tokens: as in 2.2.1, with one type more.
import { tokenCodec } from '../tokens'
import { writeToken } from '../v221/tokens'

export const tokens = tokenCodec(writeToken)
