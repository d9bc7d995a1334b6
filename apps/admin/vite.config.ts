import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import icons from 'unplugin-icons/vite';
import { defaultClientConditions, defaultServerConditions, defineConfig } from 'vite';

// Workspace libraries are bundled from their TypeScript, so the admin needs none of them built or installed at run time.
const SOURCE = 'jarvis:source';

export default defineConfig({
  plugins: [
    tailwindcss(),
    // Lucide's icons as fixed markup: as components of their own package they were a third of what a page costs to hydrate.
    icons({ compiler: 'svelte', scale: 1 }),
    sveltekit({
      adapter: adapter({ out: 'build', precompress: true }),
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['none'],
          'script-src': ['self'],
          'style-src': ['self'],
          // Positions and sizes only: attributes cannot load or run anything.
          'style-src-attr': ['unsafe-inline'],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          'form-action': ['self'],
          'base-uri': ['none'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              // Left alone, every component that two pages share becomes a file of its own: 75 requests a page. What pages
              // share is joined, except what only a few need and is heavy: the builder, what compares definitions (YAML), and the
              // list of runs with its filters.
              groups: [
                { name: 'framework', test: /node_modules/, tags: ['$initial'], minShareCount: 5, priority: 2 },
                {
                  name: 'shell',
                  test: /^(?!.*(node_modules|features.rules.|features.runs.list.|features.saved-views.))/,
                  tags: ['$initial'],
                  minShareCount: 2,
                  priority: 1,
                },
              ],
            },
          },
        },
      },
    },
  },
  resolve: { conditions: [SOURCE, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [SOURCE, ...defaultServerConditions] } },
});
