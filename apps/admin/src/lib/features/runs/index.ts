// What other features take of the runs.
export { FEW_ITEMS, fewOf, progressOf } from './few-items.ts';
export { runPage, titleOf } from './run-page.ts';
export type { Branch, Item, Row } from './timeline-rows.ts';
export { timelineOf } from './timeline.ts';
