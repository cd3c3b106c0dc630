// OCPI 2.2.1 §10 CDRs.
import { cdrCodec } from '../cdrs'
import { TARIFF_221 } from './tariffs'

export const cdrs = cdrCodec(TARIFF_221)
