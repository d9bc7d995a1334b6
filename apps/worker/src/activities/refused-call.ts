import { ConnectorError } from '@jarvis/connector-kit';
import { refusedCall } from '@jarvis/database';

/** A rule that cannot be called is what the step says, and not a fault of the database. */
export async function orRefused<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    const refused = refusedCall(error);
    if (!refused) throw error;
    const hint =
      refused.code === 'not-found'
        ? 'It must be a rule of this observatory that is published with the trigger “Another rule calls it” and switched on.'
        : 'Nothing was started.';
    throw new ConnectorError({ ...refused, hint, cause: error });
  }
}
