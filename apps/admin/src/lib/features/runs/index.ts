// What other features take of the runs.
export { runPage } from './run-page.ts';
export { FEW_ITEMS, fewOf, progressOf, timelineOf, type Branch, type Item, type Row } from './timeline.ts';
