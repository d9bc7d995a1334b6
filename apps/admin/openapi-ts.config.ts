import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: process.env['OPENAPI_INPUT'] ?? '../api/openapi.json',
  output: { path: process.env['OPENAPI_OUTPUT'] ?? 'src/lib/api/generated', clean: true },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
});
