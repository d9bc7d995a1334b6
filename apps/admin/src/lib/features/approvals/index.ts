// What other features take of the approvals.
export { default as ApprovalRow } from './ApprovalRow.svelte';
