export { closedIssueEvent, signGithubDelivery, type GithubDelivery } from './github-delivery.js';
export { startTestDatabase, type TestDatabase } from './test-database.js';
export { testTemporal, type TestTemporal } from './test-temporal.js';
export { until, type Patience } from './until.js';
export { createWorkspace, type Workspace } from './workspace.js';
