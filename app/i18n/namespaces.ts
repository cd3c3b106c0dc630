// Every namespace of the interface's texts, imported by name so that a missing file fails the build.
import type { Locale } from './locale'

import svCommon from './messages/sv/common.json'
import svPublic from './messages/sv/public.json'
import svCustomer from './messages/sv/customer.json'
import svCharging from './messages/sv/charging.json'
import svSpot from './messages/sv/spot.json'
import svPrices from './messages/sv/prices.json'
import svSteering from './messages/sv/steering.json'
import svPromises from './messages/sv/promises.json'
import svQuotes from './messages/sv/quotes.json'
import svReservations from './messages/sv/reservations.json'
import svInvoices from './messages/sv/invoices.json'
import svCards from './messages/sv/cards.json'
import svAccount from './messages/sv/account.json'
import svStaff from './messages/sv/staff.json'
import svPartners from './messages/sv/partners.json'
import svAgreements from './messages/sv/agreements.json'
import svRules from './messages/sv/rules.json'
import svInbox from './messages/sv/inbox.json'
import svSeller from './messages/sv/seller.json'
import svParties from './messages/sv/parties.json'
import svConnections from './messages/sv/connections.json'
import svLocations from './messages/sv/locations.json'
import svSessions from './messages/sv/sessions.json'
import svControl from './messages/sv/control.json'
import svCdrs from './messages/sv/cdrs.json'
import svTariffs from './messages/sv/tariffs.json'
import svPricePlans from './messages/sv/pricePlans.json'
import svCustomers from './messages/sv/customers.json'
import svCustomerPlans from './messages/sv/customerPlans.json'
import svBilling from './messages/sv/billing.json'
import svPayments from './messages/sv/payments.json'
import svLedger from './messages/sv/ledger.json'
import svTokens from './messages/sv/tokens.json'
import svGuard from './messages/sv/guard.json'
import svTokenPlaces from './messages/sv/tokenPlaces.json'
import svUsers from './messages/sv/users.json'
import svAudit from './messages/sv/audit.json'
import svReconciliation from './messages/sv/reconciliation.json'
import svCompensations from './messages/sv/compensations.json'
import svDisputes from './messages/sv/disputes.json'
import svReports from './messages/sv/reports.json'
import svSigned from './messages/sv/signed.json'
import svErrors from './messages/sv/errors.json'
import svLab from './messages/sv/lab.json'
import svInspector from './messages/sv/inspector.json'
import svExports from './messages/sv/exports.json'
import svPlaces from './messages/sv/places.json'
import svVersions from './messages/sv/versions.json'
import svLookahead from './messages/sv/lookahead.json'
import svOperatorScores from './messages/sv/operatorScores.json'
import enCommon from './messages/en/common.json'
import enPublic from './messages/en/public.json'
import enCustomer from './messages/en/customer.json'
import enCharging from './messages/en/charging.json'
import enSpot from './messages/en/spot.json'
import enPrices from './messages/en/prices.json'
import enSteering from './messages/en/steering.json'
import enPromises from './messages/en/promises.json'
import enQuotes from './messages/en/quotes.json'
import enReservations from './messages/en/reservations.json'
import enInvoices from './messages/en/invoices.json'
import enCards from './messages/en/cards.json'
import enAccount from './messages/en/account.json'
import enStaff from './messages/en/staff.json'
import enPartners from './messages/en/partners.json'
import enAgreements from './messages/en/agreements.json'
import enRules from './messages/en/rules.json'
import enInbox from './messages/en/inbox.json'
import enSeller from './messages/en/seller.json'
import enParties from './messages/en/parties.json'
import enConnections from './messages/en/connections.json'
import enLocations from './messages/en/locations.json'
import enSessions from './messages/en/sessions.json'
import enControl from './messages/en/control.json'
import enCdrs from './messages/en/cdrs.json'
import enTariffs from './messages/en/tariffs.json'
import enPricePlans from './messages/en/pricePlans.json'
import enCustomers from './messages/en/customers.json'
import enCustomerPlans from './messages/en/customerPlans.json'
import enBilling from './messages/en/billing.json'
import enPayments from './messages/en/payments.json'
import enLedger from './messages/en/ledger.json'
import enTokens from './messages/en/tokens.json'
import enGuard from './messages/en/guard.json'
import enTokenPlaces from './messages/en/tokenPlaces.json'
import enUsers from './messages/en/users.json'
import enAudit from './messages/en/audit.json'
import enReconciliation from './messages/en/reconciliation.json'
import enCompensations from './messages/en/compensations.json'
import enDisputes from './messages/en/disputes.json'
import enReports from './messages/en/reports.json'
import enSigned from './messages/en/signed.json'
import enErrors from './messages/en/errors.json'
import enLab from './messages/en/lab.json'
import enInspector from './messages/en/inspector.json'
import enExports from './messages/en/exports.json'
import enPlaces from './messages/en/places.json'
import enVersions from './messages/en/versions.json'
import enLookahead from './messages/en/lookahead.json'
import enOperatorScores from './messages/en/operatorScores.json'

export const NAMESPACES = [
  'common',
  'public',
  'customer',
  'charging',
  'spot',
  'steering',
  'reservations',
  'quotes',
  'promises',
  'invoices',
  'cards',
  'account',
  'staff',
  'partners',
  'connections',
  'agreements',
  'rules',
  'inbox',
  'seller',
  'parties',
  'locations',
  'sessions',
  'control',
  'cdrs',
  'tariffs',
  'pricePlans',
  'prices',
  'customers',
  'customerPlans',
  'billing',
  'payments',
  'ledger',
  'tokens',
  'tokenPlaces',
  'guard',
  'users',
  'audit',
  'errors',
  'inspector',
  'exports',
  'places',
  'versions',
  'lookahead',
  'operatorScores',
  'reconciliation',
  'compensations',
  'disputes',
  'reports',
  'signed',
  'lab',
] as const
export type Namespace = (typeof NAMESPACES)[number]

/** The texts a customer may read: field words such as CDR and EVSE are banned from them by a test. */
export const CUSTOMER_FACING = [
  'common',
  'public',
  'customer',
  'charging',
  'spot',
  'steering',
  'reservations',
  'quotes',
  'invoices',
  'cards',
  'account',
  'signed',
  'reports',
  'errors',
  'places',
  'operatorScores',
] as const satisfies readonly Namespace[]

export const MESSAGES = {
  sv: {
    common: svCommon,
    public: svPublic,
    customer: svCustomer,
    charging: svCharging,
    spot: svSpot,
    prices: svPrices,
    steering: svSteering,
    reservations: svReservations,
    quotes: svQuotes,
    promises: svPromises,
    invoices: svInvoices,
    cards: svCards,
    account: svAccount,
    staff: svStaff,
    partners: svPartners,
    connections: svConnections,
    agreements: svAgreements,
    rules: svRules,
    inbox: svInbox,
    seller: svSeller,
    parties: svParties,
    locations: svLocations,
    sessions: svSessions,
    control: svControl,
    cdrs: svCdrs,
    tariffs: svTariffs,
    pricePlans: svPricePlans,
    customers: svCustomers,
    customerPlans: svCustomerPlans,
    billing: svBilling,
    payments: svPayments,
    ledger: svLedger,
    tokens: svTokens,
    tokenPlaces: svTokenPlaces,
    guard: svGuard,
    users: svUsers,
    audit: svAudit,
    reconciliation: svReconciliation,
    compensations: svCompensations,
    disputes: svDisputes,
    reports: svReports,
    signed: svSigned,
    errors: svErrors,
    lab: svLab,
    inspector: svInspector,
    exports: svExports,
    places: svPlaces,
    versions: svVersions,
    lookahead: svLookahead,
    operatorScores: svOperatorScores,
  },
  en: {
    common: enCommon,
    public: enPublic,
    customer: enCustomer,
    charging: enCharging,
    spot: enSpot,
    prices: enPrices,
    steering: enSteering,
    reservations: enReservations,
    quotes: enQuotes,
    promises: enPromises,
    invoices: enInvoices,
    cards: enCards,
    account: enAccount,
    staff: enStaff,
    partners: enPartners,
    connections: enConnections,
    agreements: enAgreements,
    rules: enRules,
    inbox: enInbox,
    seller: enSeller,
    parties: enParties,
    locations: enLocations,
    sessions: enSessions,
    control: enControl,
    cdrs: enCdrs,
    tariffs: enTariffs,
    pricePlans: enPricePlans,
    customers: enCustomers,
    customerPlans: enCustomerPlans,
    billing: enBilling,
    payments: enPayments,
    ledger: enLedger,
    tokens: enTokens,
    tokenPlaces: enTokenPlaces,
    guard: enGuard,
    users: enUsers,
    audit: enAudit,
    reconciliation: enReconciliation,
    compensations: enCompensations,
    disputes: enDisputes,
    reports: enReports,
    signed: enSigned,
    errors: enErrors,
    lab: enLab,
    inspector: enInspector,
    exports: enExports,
    places: enPlaces,
    versions: enVersions,
    lookahead: enLookahead,
    operatorScores: enOperatorScores,
  },
} satisfies Record<Locale, Record<Namespace, object>>
