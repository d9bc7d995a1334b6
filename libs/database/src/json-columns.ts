import { parseJson } from '@jarvis/json';
import pg from 'pg';

// PostgreSQL keeps every digit of a number in jsonb; so do we when we read it, for pg and TypeORM alike.
pg.types.setTypeParser(pg.types.builtins.JSON, parseJson);
pg.types.setTypeParser(pg.types.builtins.JSONB, parseJson);
