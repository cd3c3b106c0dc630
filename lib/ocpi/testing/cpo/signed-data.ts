// What a calibrated meter says and signs: OCMF 1.0, as charging stations in Germany hand it over.
import { createSign, generateKeyPairSync } from 'node:crypto'
import type { Cdr, SignedData } from './wire'

const METER = 'KUL-METER-1'
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

function reading(at: string, kwh: number, nature: 'Start' | 'End', cdr: Cdr, pagination: number) {
  const payload = JSON.stringify({
    FV: '1.0',
    GI: 'Kustladd',
    GS: cdr.cdr_location.evse_uid,
    PG: `T${pagination}`,
    MS: METER,
    IS: true,
    IT: 'ISO14443',
    ID: cdr.cdr_token.uid,
    RD: [
      {
        TM: `${at.replace('Z', ',000+0000')} S`,
        TX: nature === 'Start' ? 'B' : 'E',
        RV: kwh,
        RI: '1-b:1.8.0',
        RU: 'kWh',
        ST: 'G',
      },
    ],
  })
  const signature = createSign('sha256').update(payload).sign(privateKey, 'hex')
  return {
    nature,
    plain_data: payload,
    signed_data: `OCMF|${payload}|${JSON.stringify({ SA: 'ECDSA-secp256r1-SHA256', SD: signature })}`,
  }
}

/** Two readings of the meter, at the start and at the end, that differ by the energy of the CDR. */
export function toSignedData(cdr: Cdr): SignedData {
  const meterStart = 4711.5
  const end = Number((meterStart + cdr.total_energy).toFixed(3))
  return {
    encoding_method: 'OCMF',
    encoding_method_version: 1,
    public_key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    signed_values: [
      reading(cdr.start_date_time, meterStart, 'Start', cdr, 1),
      reading(cdr.end_date_time, end, 'End', cdr, 2),
    ],
  }
}
