// What the list of runs takes of its saved views.
export { listSavedViews } from './calls.ts';
export { default as SavedViews } from './SavedViews.svelte';
