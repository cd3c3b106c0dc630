// OCPI 2.3.0 §10 CDRs: prices before taxes, and tariffs that say what theirs mean.
import { cdrCodec } from '../cdrs'
import { TARIFF_230 } from './tariffs'

export const cdrs = cdrCodec(TARIFF_230)
