import './plain-words.js';

export { formatPath, joinPath, parsePath, pathOfIssue, valueAt, type Path } from './path.js';
