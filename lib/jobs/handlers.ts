// The composition root of work that comes later: which verb answers which job. Each may run twice.
import type { SystemCtx } from '@/lib/auth/context'
import { pruneExpired } from '@/lib/auth/users/prune-expired'
import { bookCompensations } from '@/lib/billing/compensations/book-compensations'
import { bookDisputes } from '@/lib/billing/disputes/book-dispute'
import { makeInvoiceDocument } from '@/lib/billing/make-invoice-document'
import { draftBillingRun } from '@/lib/billing/draft-billing-run'
import { finalizeBillingRun } from '@/lib/billing/finalize-billing-run'
import { pullClientInfo } from '@/lib/ocpi/client/pull-client-info'
import { fetchLocation, pullModule } from '@/lib/ocpi/client/pull-module'
import { pushTokens } from '@/lib/ocpi/client/push-tokens'
import { rotateCredentials } from '@/lib/ocpi/client/register-partner'
import { resyncParty } from '@/lib/ocpi/client/resync-party'
import { planClientInfo } from '@/lib/partners/plan-client-info'
import type {
  BackTestId,
  CdrId,
  BillingRunId,
  ConformanceRunId,
  DisputeId,
  InvoiceId,
  InvoiceRecordId,
  PartnerId,
  PricePublicationId,
  ReconciliationId,
} from '@/lib/kernel/ids'
import { runConformance } from '@/lib/ocpi/conformance/run-conformance'
import { planRuns } from '@/lib/partners/conformance/plan-runs'
import { requestRun } from '@/lib/partners/conformance/request-run'
import { settleSteps } from '@/lib/partners/conformance/settle-steps'
import { planRotations } from '@/lib/partners/plan-rotations'
import { pruneExchanges } from '@/lib/partners/prune-exchanges'
import { planPulls, planTokenPushes, startPartnerSync } from '@/lib/partners/plan-sync'
import { planInvoiceRecordPulls } from '@/lib/partners/plan-invoice-record-pulls'
import { pullInvoiceRecords } from '@/lib/ocpi/client/pull-invoice-records'
import { runBackTest } from '@/lib/rating/back-tests/run-back-test'
import { matchReconciliation } from '@/lib/rating/reconciliation/match-reconciliation'
import { takeInvoiceRecord } from '@/lib/rating/reconciliation/take-invoice-record'
import type { JobName, JobPayloads } from '@/lib/platform/queue'
import { remindDisputes } from '@/lib/rating/disputes/remind-disputes'
import { recomputeCdr } from '@/lib/rating/core/recompute-cdr'
import { applyPriceCorrection } from '@/lib/rating/prices/apply-price-correction'
import { fetchDuePrices } from '@/lib/rating/prices/fetch-due-prices'
import { rateAwaitingPrices } from '@/lib/rating/prices/rate-awaiting-prices'
import { judgeConflict } from '@/lib/rating/judge-conflict'
import { guardCharges } from '@/lib/rating/guard/guard-charges'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import { ratePendingCdrs } from '@/lib/rating/rate-pending-cdrs'
import { linkCommands } from '@/lib/roaming/commands/link-commands'
import { expireCommands } from '@/lib/roaming/commands/settle-command'
import { expireProfileRequests } from '@/lib/roaming/profiles/settle-profile'
import { closeReservations } from '@/lib/roaming/reservations/close-reservations'

type Handlers = { readonly [Name in JobName]: (ctx: SystemCtx, payload: JobPayloads[Name]) => Promise<unknown> }

// Payloads were written by our own `enqueue`, whose types are the same table: ids in them are ids.
export const handlers: Handlers = {
  'rate-cdrs': (ctx, { cdrIds }) => rateCdrs(ctx, cdrIds),
  'judge-conflict': (ctx, { cdrId }) => judgeConflict(ctx, cdrId as CdrId),
  'rate-pending-cdrs': (ctx) => ratePendingCdrs(ctx),
  'rate-awaiting-prices': (ctx) => rateAwaitingPrices(ctx),
  'apply-price-correction': (ctx, { publicationId }) => applyPriceCorrection(ctx, publicationId as PricePublicationId),
  'fetch-due-prices': (ctx) => fetchDuePrices(ctx),
  // A hub's parties must be known before they can be asked, one by one, for what they have.
  'start-partner-sync': async (ctx, { partnerId }) => {
    await pullClientInfo(ctx, partnerId as PartnerId, true)
    await startPartnerSync(ctx, partnerId as PartnerId)
  },
  'pull-module': (ctx, { partnerId, module, full }) => pullModule(ctx, partnerId as PartnerId, module, full),
  'plan-pulls': (ctx) => planPulls(ctx),
  'push-tokens': (ctx, { partnerId }) => pushTokens(ctx, partnerId as PartnerId),
  'plan-token-pushes': (ctx) => planTokenPushes(ctx),
  'fetch-location': (ctx, { partnerId, locationId, party }) =>
    fetchLocation(ctx, partnerId as PartnerId, locationId, party),
  'pull-client-info': (ctx, { partnerId, initial }) => pullClientInfo(ctx, partnerId as PartnerId, initial),
  'plan-client-info': (ctx) => planClientInfo(ctx),
  'resync-party': (ctx, { partnerId, party, since }) => resyncParty(ctx, partnerId as PartnerId, party, since),
  'expire-commands': (ctx) => settleOverdue(ctx),
  'guard-charges': (ctx) => guardCharges(ctx),
  'take-invoice-record': (ctx, { recordId }) => takeInvoiceRecord(ctx, recordId as InvoiceRecordId),
  'match-reconciliation': (ctx, { reconciliationId }) => matchReconciliation(ctx, reconciliationId as ReconciliationId),
  'pull-invoice-records': (ctx, { partnerId }) => pullInvoiceRecords(ctx, partnerId as PartnerId),
  'plan-invoice-record-pulls': (ctx) => planInvoiceRecordPulls(ctx),
  'plan-conformance': (ctx) => planRuns(ctx),
  'request-conformance': async (ctx, { partnerId }) => {
    await requestRun(ctx, partnerId as PartnerId, { readOnly: true })
  },
  'run-conformance': (ctx, { runId }) => runConformance(ctx, runId as ConformanceRunId, recomputeCdr),
  'watch-conformance': (ctx, { runId }) => settleSteps(ctx, runId as ConformanceRunId),
  'book-compensations': (ctx, { cdrIds }) => bookCompensations(ctx, cdrIds),
  'book-disputes': (ctx, { disputeIds }) => bookDisputes(ctx, disputeIds as DisputeId[]),
  'remind-disputes': (ctx) => remindDisputes(ctx),
  'run-back-test': (ctx, { backTestId }) => runBackTest(ctx, backTestId as BackTestId),
  'draft-billing-run': (ctx, { billingRunId }) => draftBillingRun(ctx, billingRunId as BillingRunId),
  'finalize-billing-run': (ctx, { billingRunId }) => finalizeBillingRun(ctx, billingRunId as BillingRunId),
  'make-invoice-document': (ctx, { invoiceId }) => makeInvoiceDocument(ctx, invoiceId as InvoiceId),
  'rotate-credentials': (ctx, { partnerId }) => rotateCredentials(ctx, partnerId as PartnerId),
  'plan-rotations': (ctx) => planRotations(ctx),
  'prune-expired': async (ctx) => {
    await pruneExpired(ctx)
    await pruneExchanges(ctx)
  },
}

/** What stations were asked and nobody answered, what came of it after all, and what has run out. */
async function settleOverdue(ctx: SystemCtx): Promise<void> {
  await linkCommands(ctx)
  await expireCommands(ctx)
  await closeReservations(ctx)
  await expireProfileRequests(ctx)
}
