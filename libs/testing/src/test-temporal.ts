import { testServices } from './services.js';

/** A real Temporal server; time skipping works in `rehearsalNamespace` only. */
export interface TestTemporal {
  address: string;
  namespace: string;
  rehearsalNamespace: string;
  stop: () => Promise<void>;
}

/**
 * The server named by JARVIS_TEST_TEMPORAL_ADDRESS or one started for this file. It is shared, so
 * name task queues and workflows uniquely. Call `stop` in `afterAll`.
 */
export async function testTemporal(): Promise<TestTemporal> {
  const { variables, stop } = await testServices({ temporal: true });
  const address = variables.JARVIS_TEST_TEMPORAL_ADDRESS;
  if (address === undefined) throw new Error('The test services came without a Temporal server.');
  return {
    address,
    namespace: variables.JARVIS_TEST_TEMPORAL_NAMESPACE,
    rehearsalNamespace: variables.JARVIS_TEST_TEMPORAL_REHEARSAL_NAMESPACE,
    stop,
  };
}
