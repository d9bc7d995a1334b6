import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Allow, Answers } from '../http/route.decorators.js';
import { ActionCatalogue } from './action-catalogue.js';
import { ActionShape, ExpressionFunction, TriggerShape } from './definition.schemas.js';

/** What an editor needs to help: the language's schema, the actions and the triggers of platforms there are. */
@Controller('api/v1')
export class DefinitionController {
  constructor(private readonly catalogue: ActionCatalogue) {}

  @Get('definition-schema.json')
  @Allow('read')
  @Answers('JSON Schema of the definition language', z.record(z.string(), z.unknown()), { form: 'raw' })
  schema() {
    return this.catalogue.definitionSchema();
  }

  @Get('actions')
  @Allow('read')
  @Answers('Every action with the JSON Schemas of its input and output', ActionShape, { form: 'list' })
  actions() {
    return this.catalogue.list();
  }

  @Get('expression-functions')
  @Allow('read')
  @Answers('Every function that expressions can call', ExpressionFunction, { form: 'list' })
  functions() {
    return this.catalogue.listFunctions();
  }

  @Get('triggers')
  @Allow('read')
  @Answers('Every trigger of a platform with the JSON Schemas of its settings and its event', TriggerShape, {
    form: 'list',
  })
  triggers() {
    return this.catalogue.listTriggers();
  }
}
