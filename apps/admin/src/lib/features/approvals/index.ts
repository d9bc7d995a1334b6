// What other features take of the approvals.
export { default as ApprovalRow } from './ApprovalRow.svelte';
export { default as PreviewCard } from './PreviewCard.svelte';
