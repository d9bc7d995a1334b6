import { z } from 'zod';
import type { Action } from './action.js';

/**
 * A route of the API, `/api/v1/integrations/<platform>/<path>`, that leads to an action: the same one that a rule would
 * run, in the same way. `:names` in the path are inputs of the action; the rest of its input is the query of a GET and
 * the body of anything else.
 */
export interface Door {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  action: Action;
}

/** The parameter of a request to a door that names the account. It is the API's, so no input of an action is called so. */
export const CONNECTION_PARAMETER = 'connectionId';

/** What the API serves below a platform itself. */
const TAKEN = new Set(['callback', 'client', 'connect', 'health', 'sync']);
const PATH = /^[a-z][a-z0-9-]*(?:\/(?:[a-z][a-z0-9-]*|:[a-z][A-Za-z0-9]*))*$/;

/**
 * @throws Error for a door that leads to an action of another connector or to one with an input that has the name of the
 * API's own parameter, or stands where another one does
 */
export function assertDoors(platform: string, actions: readonly Action[], doors: readonly Door[]): void {
  const places = new Set<string>();
  for (const { method, path, action } of doors) {
    const place = `${method} ${path.replaceAll(/:\w+/g, ':')}`;
    if (!PATH.test(path) || TAKEN.has(path.split('/')[0] ?? '') || places.has(place))
      throw new Error(`The door ${method} ${path} of ${platform} has no path of its own.`);
    if (!actions.includes(action)) throw new Error(`The door ${method} ${path} leads to no action of ${platform}.`);
    if (method === 'GET' && action.effect === 'write')
      throw new Error(`The door GET ${path} of ${platform} leads to an action that changes something.`);
    if (action.input instanceof z.ZodObject && CONNECTION_PARAMETER in action.input.shape)
      throw new Error(
        `The door ${method} ${path} of ${platform} leads to an action with the input ${CONNECTION_PARAMETER}, which names the account there.`,
      );
    places.add(place);
  }
}
