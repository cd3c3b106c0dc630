// Stands for the package `server-only`, which throws outside of a React server, in tests and in the bundles.
export const server = true
