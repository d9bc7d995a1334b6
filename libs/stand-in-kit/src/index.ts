// What a vendor's stand-in is written with.

export { accountOf, bearerOf, isAcceptedToken, ownAccount, type Account } from './accounts.js';
export { deliverFaults } from './fault-middleware.js';
export { createFaultQueue, Fault } from './faults.js';
export { openJournal, type JournalEntry } from './journal.js';
export { layout, refreshScript, type Page } from './layout.js';
export { exchangeTokens, isLiveToken, issueCode, people, revokeTokens, type OAuthTerms } from './oauth.js';
export type { Html, Pages, StandIn, StandInTools } from './stand-in.js';
export { openStore, type Part, type Store } from './store.js';
export { readJson, recordRequests, type Asking, type Bindings, type VendorApp } from './vendor-app.js';
