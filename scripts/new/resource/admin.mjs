import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../lib/files.mjs';
import { addEntry, addImport } from '../edits.mjs';
import { featureOf } from './feature.mjs';
import { featureSpecOf } from './feature-spec.mjs';
import { first } from './names.mjs';

const navigation = 'apps/admin/src/lib/features/shell/navigation.ts';

/** Its page: the feature, the address, and a line in the list of places, which the rail, the palette and the keys read. */
export function inAdmin(names) {
  const { many, Many, words, word } = names;
  const feature = `apps/admin/src/lib/features/${many}`;
  const route = `apps/admin/src/routes/(app)/${many}`;
  const add = `{ label: 'New ${word}', href: '/${many}?new' }`;
  return {
    files: {
      ...Object.fromEntries(Object.entries(featureOf(names)).map(([name, text]) => [`${feature}/${name}`, text])),
      [`${feature}/${many}.spec.ts`]: featureSpecOf(names),
      [`${route}/+page.ts`]: loadOf(names),
      [`${route}/+page.svelte`]: pageOf(names),
    },
    changes: [
      {
        path: navigation,
        edits: [
          addImport(`import ${Many} from '~icons/lucide/box';`, /from '~icons\//),
          addEntry(
            `, { href: '/${many}', label: '${first(words)}', icon: ${Many}, key: '${freeKey(many)}', add: ${add} }`,
            {
              start: 'PLACES: readonly Place[] = [',
              end: '];',
            },
          ),
        ],
      },
    ],
  };
}

/** What is pressed after g: a letter of its name, else any other, that leads nowhere yet. */
function freeKey(many) {
  const taken = readFileSync(join(repository, navigation), 'utf8').matchAll(/key: '(.)'/g);
  const keys = new Set([...taken].map(([, key]) => key));
  return [...many.replaceAll('-', ''), ...'abcdefghijklmnopqrstuvwxyz'].find((letter) => !keys.has(letter));
}

const loadOf = ({ many, Many }) => `import { throwForPage } from '#lib/api/failure.ts';
import { list${Many} } from '#lib/features/${many}/calls.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const q = url.searchParams.get('q')?.trim().slice(0, 200);
  const filters = q ? { q } : {};
  try {
    return { filters, first: await list${Many}(fetch, { ...filters, limit: 50 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
`;

const pageOf = ({ many, one, One, words, word }) => `<script lang="ts">
  import { page } from '$app/state';
  import Box from '~icons/lucide/box';
  import Plus from '~icons/lucide/plus';
  import SearchBox from '#lib/components/list/SearchBox.svelte';
  import Button from '#lib/components/ui/Button.svelte';
  import EmptyState from '#lib/components/ui/EmptyState.svelte';
  import PageHeader from '#lib/components/ui/PageHeader.svelte';
  import { ${One}Form } from '#lib/features/${many}/${one}-form.svelte.ts';
  import ${One}Dialog from '#lib/features/${many}/${One}Dialog.svelte';
  import ${One}List from '#lib/features/${many}/${One}List.svelte';
  import { onAddressParam } from '#lib/state/address-param.svelte.ts';
  import { applyParams } from '#lib/state/url-filters.ts';

  let { data } = $props();
  const mayOperate = $derived(data.me.role === 'owner' || data.me.role === 'operator');

  const form = new ${One}Form();
  const add = () => mayOperate && form.start(null);
  onAddressParam('new', add);
</script>

<PageHeader title="${first(words)}">
  {#snippet actions()}
    <SearchBox value={data.filters.q ?? ''} label="Search ${words}" onSearch={(q) => applyParams(page.url, { q })} />
    {#if mayOperate}<Button size="sm" variant="primary" onclick={add}
        ><Plus /><span class="max-sm:sr-only">New ${word}</span></Button
      >{/if}
  {/snippet}
</PageHeader>
<${One}List first={data.first} filters={data.filters} {mayOperate} onAdd={add} onOpen={(one) => form.start(one)}>
  {#snippet empty()}
    {#if data.filters.q}
      <EmptyState icon={Box} title="No ${word} matches" text="Search for other words.">
        {#snippet action()}<Button href="/${many}">Show every ${word}</Button>{/snippet}
      </EmptyState>
    {:else}
      <EmptyState icon={Box} title="No ${words} yet" text="Everybody in this observatory sees those that are made.">
        {#snippet action()}{#if mayOperate}<Button variant="primary" onclick={add}>New ${word}</Button>{/if}{/snippet}
      </EmptyState>
    {/if}
  {/snippet}
</${One}List>
{#if mayOperate}<${One}Dialog {form} />{/if}
`;
