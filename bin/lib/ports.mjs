import { connect, createServer } from 'node:net'

/**
 * Whether a program may listen on this port.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
}

/**
 * The wanted port if it is free, else any free one.
 * @param {number} wanted
 * @returns {Promise<number>}
 */
export async function freePort(wanted = 0) {
  if (wanted > 0 && (await isPortFree(wanted))) return wanted
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address())
      probe.close(() => resolve(port))
    })
  })
}

/**
 * Whether something answers on this port of this machine.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isAnswering(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const tell = (/** @type {boolean} */ answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1000, () => tell(false))
    socket.once('connect', () => tell(true)).once('error', () => tell(false))
  })
}
