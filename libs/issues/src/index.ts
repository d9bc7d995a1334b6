import './plain-words.js';

export { formatPath, isWithin, joinPath, parsePath, pathOfIssue, valueAt, type Path } from './path.js';
