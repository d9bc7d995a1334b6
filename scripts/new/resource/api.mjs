import { addBefore, addEntry, addImport } from '../edits.mjs';
import { article, first } from './names.mjs';

/** The folder of the API, its event for whoever is looking, and a line in the two lists that name it. */
export function inApi(names) {
  const { many, Many, One, row, word } = names;
  const folder = `apps/api/src/${many}`;
  return {
    files: {
      [`${folder}/${many}.module.ts`]: moduleOf(names),
      [`${folder}/${many}.controller.ts`]: controllerOf(names),
      [`${folder}/${many}.service.ts`]: serviceOf(names),
      [`${folder}/${many}.queries.ts`]: queriesOf(names),
      [`${folder}/${many}.schemas.ts`]: schemasOf(names),
      [`${folder}/${many}.live.ts`]: liveOf(names),
    },
    changes: [
      {
        path: 'libs/contracts/src/live.ts',
        edits: [
          addBefore(
            `/** ${first(article(word))} ${word} was made, changed or deleted. */
const ${One}UpdatedEvent = z.object({
  type: z.literal('${row}_updated'),
  at: At,
  data: z.object({ id: z.uuid(), name: z.string(), deleted: z.boolean() }),
});

`,
            '/** What the server pushes about',
          ),
          addEntry(`, ${One}UpdatedEvent`, { start: "LiveEvent = z.discriminatedUnion('type', [", end: ']' }),
        ],
      },
      {
        path: 'apps/api/src/live/live-sources.ts',
        edits: [
          addImport(`import { load${Many} } from '../${many}/${many}.live.js';`, /from '\.\.\//),
          addEntry(`, ${row}_updated: load${Many}`, { start: 'liveSources = {', end: '} satisfies' }),
        ],
      },
      {
        path: 'apps/api/src/app.module.ts',
        edits: [
          addImport(`import { ${Many}Module } from './${many}/${many}.module.js';`, /from '\.\//),
          addBefore(`${Many}Module,\n        `, 'CodecModule,'),
        ],
      },
    ],
  };
}

const moduleOf = ({ many, Many }) => `import { Module } from '@nestjs/common';
import { ${Many}Controller } from './${many}.controller.js';
import { ${Many}Service } from './${many}.service.js';

@Module({
  controllers: [${Many}Controller],
  providers: [${Many}Service],
})
export class ${Many}Module {}
`;

const controllerOf = ({
  many,
  Many,
  One,
  these,
  words,
  word,
}) => `import { Body, Controller, Delete, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { ${One}Deleted, ${One}Request, ${One}Shape, ${Many}Query } from './${many}.schemas.js';
import { ${Many}Service } from './${many}.service.js';

@Controller('api/v1/${many}')
export class ${Many}Controller {
  constructor(private readonly ${these}: ${Many}Service) {}

  @Get()
  @Allow('read')
  @Answers('${first(words)}, newest first', ${One}Shape, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: ${Many}Query }) query: ${Many}Query) {
    return this.${these}.list(principal, query);
  }

  @Post()
  @Allow('operate')
  @Answers('Make ${article(word)} ${word}; with the same Idempotency-Key once', ${One}Shape, { status: 201 })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: ${One}Request }) body: ${One}Request,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    return this.${these}.create(principal, body, idempotencyKey);
  }

  @Get(':id')
  @Allow('read')
  @Answers('One ${word}', ${One}Shape)
  get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.${these}.get(principal, id);
  }

  @Put(':id')
  @Allow('operate')
  @Answers('Change the ${word}', ${One}Shape)
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: ${One}Request }) body: ${One}Request,
  ) {
    return this.${these}.update(principal, id, body);
  }

  @Delete(':id')
  @Allow('operate')
  @Answers('Delete the ${word}', ${One}Deleted)
  remove(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.${these}.remove(principal, id);
  }
}
`;

const serviceOf = ({ many, Many, One, it, row, word, table }) => `import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isUniqueViolation, notify, ${One}, type Database } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { idOfKey, keyUsed } from '../http/idempotency-key.js';
import { Page } from '../http/page.js';
import { audit } from '../infrastructure/audit.js';
import { fieldsOf } from '../infrastructure/fields-of.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { change${One}OrFail, find${One}OrFail, list${Many} } from './${many}.queries.js';
import type { ${One}Request, ${One}Shape, ${Many}Query } from './${many}.schemas.js';

@Injectable()
export class ${Many}Service {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  list({ observatoryId }: Principal, query: ${Many}Query): Promise<Page<${One}Shape>> {
    return this.database.tenant(observatoryId, async (manager) =>
      Page.from(await list${Many}(manager, query), {
        limit: query.limit,
        cursorOf: ({ createdAt, id }) => [createdAt.toISOString(), id],
        toItem: fieldsOf,
      }),
    );
  }

  get({ observatoryId }: Principal, id: string): Promise<${One}Shape> {
    return this.database.tenant(observatoryId, async (manager) => fieldsOf(await find${One}OrFail(manager, id)));
  }

  /** @throws ApiError 409 for a key that was used for something else */
  async create(principal: Principal, values: ${One}Request, idempotencyKey: string | undefined): Promise<${One}Shape> {
    const id = idOfKey(idempotencyKey, [principal.observatoryId, '${table}']) ?? randomUUID();
    try {
      return await this.insert(principal, id, values);
    } catch (error) {
      // Two requests with one key at the same moment: the other one was first.
      if (!isUniqueViolation(error)) throw error;
      return this.insert(principal, id, values);
    }
  }

  update(principal: Principal, id: string, values: ${One}Request): Promise<${One}Shape> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await change${One}OrFail(manager, id, values);
      await changed(manager, principal, { id, action: '${row}.updated' });
      return fieldsOf(await find${One}OrFail(manager, id));
    });
  }

  remove(principal: Principal, id: string): Promise<{ deleted: true }> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await change${One}OrFail(manager, id, { deletedAt: new Date() });
      await changed(manager, principal, { id, action: '${row}.deleted' });
      return { deleted: true as const };
    });
  }

  private insert(principal: Principal, id: string, values: ${One}Request): Promise<${One}Shape> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const earlier = await manager.findOneBy(${One}, { id });
      if (earlier !== null) return fieldsOf(same${One}(earlier, values));
      await manager.insert(${One}, { id, observatoryId, ...values });
      await changed(manager, principal, { id, action: '${row}.created' });
      return fieldsOf(await find${One}OrFail(manager, id));
    });
  }
}

/** Writes down who did it, and tells whoever is looking. */
async function changed(
  manager: EntityManager,
  principal: Principal,
  { id, action }: { id: string; action: string },
): Promise<void> {
  await audit(manager, principal, { action, entityType: '${row}', entityId: id });
  await notify(manager, { type: '${row}_updated', observatoryId: principal.observatoryId, id });
}

function same${One}(${it}: ${One}, { name, description }: ${One}Request): ${One} {
  const same = ${it}.name === name && ${it}.description === description && ${it}.deletedAt === null;
  if (!same) throw keyUsed({ ${it}Id: ${it}.id }, 'for another ${word}');
  return ${it};
}
`;

const queriesOf = ({ many, Many, One, it, row, table, word }) => `import { ${One} } from '@jarvis/database';
import { IsNull, type EntityManager } from 'typeorm';
import { notFound } from '../http/api-error.js';
import { decodeCursor, rowsAfter } from '../http/page.js';
import type { ${Many}Query } from './${many}.schemas.js';

/** One row more than the limit, newest first. */
export function list${Many}(manager: EntityManager, { limit, cursor, q }: ${Many}Query): Promise<${One}[]> {
  const query = manager
    .createQueryBuilder(${One}, '${row}')
    .where('${row}.deletedAt is null')
    .orderBy('${row}.createdAt', 'DESC')
    .addOrderBy('${row}.id', 'DESC')
    .limit(limit + 1);
  const after = decodeCursor(cursor);
  if (after) query.andWhere(rowsAfter('${table}', 'created_at', '${row}'), after);
  if (q) {
    const pattern = \`%\${q.replaceAll(/[\\\\%_]/g, '\\\\$&')}%\`;
    query.andWhere('(${row}.name ilike :pattern or ${row}.description ilike :pattern)', { pattern });
  }
  return query.getMany();
}

/** @throws ApiError 404 for what does not exist, was deleted, or belongs to another observatory */
export async function find${One}OrFail(manager: EntityManager, id: string): Promise<${One}> {
  const ${it} = await manager.findOneBy(${One}, { id, deletedAt: IsNull() });
  if (${it} === null) throw notFound('${word}');
  return ${it};
}

/** @throws ApiError 404 likewise, also when it was deleted at the same moment */
export async function change${One}OrFail(
  manager: EntityManager,
  id: string,
  set: Partial<Pick<${One}, 'name' | 'description' | 'deletedAt'>>,
): Promise<void> {
  const { affected } = await manager.update(${One}, { id, deletedAt: IsNull() }, set);
  if (affected === 0) throw notFound('${word}');
}
`;

const schemasOf = ({ Many, One, words, word }) => `import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import { Timestamp } from '../http/shapes.js';

export const ${Many}Query = z.object({
  ...pageQuery,
  q: z.string().max(200).optional().meta({ description: 'words in the name or the description' }),
});
export type ${Many}Query = z.infer<typeof ${Many}Query>;

export const ${One}Request = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    description: z.string().max(2000).nullable().default(null),
  })
  .meta({ id: '${One}Request', examples: [{ name: 'One of the ${words}' }] });
export type ${One}Request = z.infer<typeof ${One}Request>;

export const ${One}Shape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp.meta({ description: 'when the ${word} was changed last' }),
  })
  .meta({ id: '${One}' });
export type ${One}Shape = z.input<typeof ${One}Shape>;

export const ${One}Deleted = z.object({ deleted: z.literal(true) }).meta({ id: '${One}Deleted' });
`;

const liveOf = ({ Many, One, these, row }) => `import { ${One} } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

/** Deleted ones too, so that lists drop them. */
export const load${Many}: LiveSource<LiveData<'${row}_updated'>> = async (manager, ids) => {
  const ${these} = await manager.find(${One}, {
    select: { id: true, name: true, deletedAt: true },
    where: { id: In(ids) },
  });
  return ${these}.map(({ id, name, deletedAt }) => ({ id, name, deleted: deletedAt !== null }));
};
`;
