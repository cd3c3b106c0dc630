import QRCode from 'qrcode'

/** A QR code as one SVG path on a grid of `size` modules, without quiet zone. */
export function qrCode(text: string): { size: number; path: string } {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  let path = ''
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.get(row, column)) continue
      let width = 1
      while (column + width < modules.size && modules.get(row, column + width)) width += 1
      path += `M${column} ${row}h${width}v1h-${width}z`
      column += width
    }
  }
  return { size: modules.size, path }
}
