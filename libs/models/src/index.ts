export { askModel, type ModelAnswer, type ModelRequest, type ModelUsage } from './ask-model.js';
export { costOf } from './prices.js';
