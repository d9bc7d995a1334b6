import { Inject, Injectable } from '@nestjs/common';
import { redact, unredact, type ConnectorRegistry, type Preview, type RiskAssessment } from '@jarvis/connector-kit';
import { JsonObject, type Json } from '@jarvis/plan';
import { z } from 'zod';
import { refuse } from '../http/api-error.js';
import { toDetails } from '../http/to-details.js';
import { CONNECTORS } from '../infrastructure/tokens.js';

/** What a reviewer sees of an action, and what an edit of it must satisfy. */
@Injectable()
export class ActionReview {
  constructor(@Inject(CONNECTORS) private readonly connectors: ConnectorRegistry) {}

  titleOf(action: string): string {
    return this.connectors.getAction(action)?.title ?? action;
  }

  platformTitle(platform: string): string {
    return this.connectors.getConnector(platform)?.title ?? platform;
  }

  /** The action as it will appear; its plain fields when the connector cannot picture this input. */
  preview(action: string, input: unknown): Preview {
    try {
      const preview = this.connectors.getAction(action)?.preview(input);
      if (preview !== undefined) return preview;
    } catch {
      // An input the action would refuse still has to be shown to whoever decides.
    }
    const shown = this.shown(action, input);
    const fields =
      typeof shown === 'object' && shown !== null && !Array.isArray(shown)
        ? Object.entries(shown)
        : [['input', shown] as const];
    return {
      kind: 'record',
      title: this.titleOf(action),
      fields: fields.map(([name, value]) => ({
        name,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      })),
    };
  }

  /** The input with what the action calls sensitive masked: the hash binds it all the same. */
  shown(action: string, input: unknown): unknown {
    return redact(input, this.sensitiveOf(action));
  }

  /** An edit of what was shown, with what is still masked put back from the proposal. */
  complete(action: string, edited: Record<string, Json>, proposed: unknown): Record<string, Json> {
    return JsonObject.parse(unredact(edited, proposed, this.sensitiveOf(action)));
  }

  private sensitiveOf(action: string): readonly string[] {
    return this.connectors.getAction(action)?.sensitive ?? [];
  }

  inputSchema(action: string): Record<string, unknown> | null {
    const found = this.connectors.getAction(action);
    return found === undefined ? null : { ...z.toJSONSchema(found.input, { io: 'input', unrepresentable: 'any' }) };
  }

  /**
   * The risk of an edited input, judged anew.
   * @throws ApiError 422 with every problem when the action does not take it
   */
  assess(action: string, input: unknown): RiskAssessment {
    const found = this.connectors.getAction(action);
    if (found === undefined) {
      throw refuse.unprocessable({
        code: 'unknown-action',
        message: `The action ${action} is not installed here any more, so it cannot be edited.`,
        hint: 'Reject it, or install the connector again.',
      });
    }
    const parsed = found.input.safeParse(input);
    if (!parsed.success) {
      throw refuse.unprocessable({
        code: 'invalid-edit',
        message: `The edited input does not fit ${found.title}.`,
        hint: 'Correct what is named and decide again.',
        details: toDetails(parsed.error.issues, 'edited'),
      });
    }
    return found.assessRisk(input);
  }
}
