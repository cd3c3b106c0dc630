/** A QR code from path data, black on white in both themes so that a phone can read it. `size` is the number of modules. */
export function QrCode({ path, size, label }: { path: string; size: number; label: string }) {
  const quiet = 4
  return (
    <svg
      className="qr"
      viewBox={`${-quiet} ${-quiet} ${size + 2 * quiet} ${size + 2 * quiet}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect x={-quiet} y={-quiet} width={size + 2 * quiet} height={size + 2 * quiet} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
