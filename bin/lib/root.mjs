import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. Every process runs with it as its working directory. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
