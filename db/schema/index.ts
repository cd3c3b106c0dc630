// The one list of tables, for drizzle-kit and the client. Modules import their own file.
export * from './platform'
export * from './partners'
export * from './customers'
export * from './roaming'
export * from './control'
export * from './rating'
export * from './billing'
export * from './ledger'
