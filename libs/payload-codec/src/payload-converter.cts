import {
  BinaryPayloadConverter,
  CompositePayloadConverter,
  JsonPayloadConverter,
  UndefinedPayloadConverter,
  ValueError,
  type Payload,
} from '@temporalio/common';
import { encodingKeys, METADATA_ENCODING_KEY } from '@temporalio/common/lib/converter/types';
import { decode, encode } from '@temporalio/common/lib/encoding';
import { jsonText, parseJson } from '@jarvis/json';

/** The SDK's JSON, but whole numbers keep all their digits. */
class ExactJsonConverter extends JsonPayloadConverter {
  override toPayload(value: unknown): Payload | undefined {
    if (value === undefined) return undefined;
    let text: string | undefined;
    try {
      text = jsonText(value);
    } catch {
      return undefined;
    }
    return { metadata: { [METADATA_ENCODING_KEY]: encodingKeys.METADATA_ENCODING_JSON }, data: encode(text) };
  }

  override fromPayload<T>(payload: Payload): T {
    if (!payload.data) throw new ValueError('Got payload with no data');
    return parseJson(decode(payload.data)) as T;
  }
}

/** CommonJS and alone in its file, because the SDK loads it by path with `require` and bundles it with the workflows. */
export const payloadConverter = new CompositePayloadConverter(
  new UndefinedPayloadConverter(),
  new BinaryPayloadConverter(),
  new ExactJsonConverter(),
);
