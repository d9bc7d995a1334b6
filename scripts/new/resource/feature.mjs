import { first } from './names.mjs';

/** The folder of the admin's feature, but for its spec. */
export const featureOf = (names) => ({
  'calls.ts': callsOf(names),
  [`${names.one}-rows.ts`]: rowsOf(names),
  [`${names.one}-form.svelte.ts`]: formOf(names),
  [`${names.One}List.svelte`]: listOf(names),
  [`${names.One}Row.svelte`]: rowOf(names),
  [`${names.One}Dialog.svelte`]: dialogOf(names),
});

const callsOf = ({ Many, One, these }) => `import { one, slice, through, type Fetch } from '#lib/api/client.ts';
import * as sdk from '#lib/api/generated/sdk.gen.ts';
import type { ${One}Request, ${Many}ListData } from '#lib/api/types.ts';

export const list${Many} = (fetch: Fetch, query: ${Many}ListData['query']) =>
  slice(sdk.${these}List({ ...through(fetch), query }));
/** The key makes a repeated request harmless. */
export const create${One} = (fetch: Fetch, body: ${One}Request, key: string) =>
  one(sdk.${these}Create({ ...through(fetch), body, headers: { 'idempotency-key': key } }));
export const update${One} = (fetch: Fetch, id: string, body: ${One}Request) =>
  one(sdk.${these}Update({ ...through(fetch), path: { id }, body }));
export const delete${One} = (fetch: Fetch, id: string) => one(sdk.${these}Remove({ ...through(fetch), path: { id } }));
`;

const rowsOf = ({ it, row, Many, One, words }) => `import type { ${One}, ${Many}ListData } from '#lib/api/types.ts';
import { LiveRows } from '#lib/components/list/live-rows.svelte.ts';
import { list${Many} } from './calls.ts';

export type ${One}Filters = Pick<NonNullable<${Many}ListData['query']>, 'q'>;

/** The ${words} that are searched for at the moment, newest first. */
export function ${it}Rows(filters: () => ${One}Filters): LiveRows<${One}, '${row}_updated'> {
  return new LiveRows({
    load: (page) => list${Many}(fetch, { ...filters(), ...page }),
    events: ['${row}_updated'],
    // What was deleted goes at once; what else an event brings is asked for.
    patch: (one, { data }) => (data.deleted && one.id === data.id ? null : one),
    arrivals: 'placed',
  });
}
`;

const formOf = ({ One, word }) => `import { randomKey } from '#lib/api/random-key.ts';
import type { ${One}, ${One}Request } from '#lib/api/types.ts';
import { create${One}, update${One} } from './calls.ts';

/** What is typed of a ${word}, a new one or one that is there. */
export class ${One}Form {
  open = $state(false);
  busy = $state(false);
  /** The one that is changed; null for a new one. */
  known = $state.raw<${One} | null>(null);
  name = $state('');
  description = $state('');
  /** What is wrong with the name. */
  problems = $state.raw<string[]>([]);
  #sent = { text: '', key: '' };

  start(known: ${One} | null): void {
    this.known = known;
    this.name = known?.name ?? '';
    this.description = known?.description ?? '';
    this.problems = [];
    this.#sent = { text: '', key: '' };
    this.open = true;
  }

  /**
   * Closes when it is kept.
   * @throws ApiFailure when it is refused or no answer comes; what was typed stays
   */
  async save(): Promise<boolean> {
    const body = { name: this.name.trim(), description: this.description.trim() || null };
    this.problems = body.name === '' ? ['Give it a name.'] : [];
    if (this.problems.length > 0) return false;
    const { known } = this;
    this.busy = true;
    try {
      await (known ? update${One}(fetch, known.id, body) : create${One}(fetch, body, this.#keyOf(body)));
      this.open = false;
      return true;
    } finally {
      this.busy = false;
    }
  }

  /** Sent again because no answer came, the same words make no second one. */
  #keyOf(body: ${One}Request): string {
    const text = JSON.stringify(body);
    if (this.#sent.text !== text) this.#sent = { text, key: randomKey() };
    return this.#sent.key;
  }
}
`;

const listOf = ({ one, it, One, words }) => `<script lang="ts">
  import type { Snippet } from 'svelte';
  import type { ${One}, Slice } from '#lib/api/types.ts';
  import { ListKeys } from '#lib/components/list/list-keys.svelte.ts';
  import LiveList from '#lib/components/list/LiveList.svelte';
  import { ${it}Rows, type ${One}Filters } from './${one}-rows.ts';
  import ${One}Row from './${One}Row.svelte';

  interface Props {
    first: Slice<${One}>;
    filters: ${One}Filters;
    mayOperate: boolean;
    onAdd: () => void;
    onOpen: (one: ${One}) => void;
    empty: Snippet;
  }
  let { first, filters, mayOperate, onAdd, onOpen, empty }: Props = $props();

  const list = ${it}Rows(() => filters);
  const keys = new ListKeys<${One}>({
    rows: () => list.rows,
    open: (one) => mayOperate && onOpen(one),
    add: () => onAdd(),
  });
</script>

<LiveList {list} {first} {keys} {empty} label="${first(words)}">
  {#snippet row(one: ${One}, cursor: boolean)}
    <${One}Row ${it}={one} {cursor} onOpen={mayOperate ? () => onOpen(one) : undefined} />
  {/snippet}
</LiveList>
`;

const rowOf = ({ it, One }) => `<script lang="ts">
  import type { ${One} } from '#lib/api/types.ts';
  import Revealed from '#lib/components/ui/Revealed.svelte';
  import Time from '#lib/components/ui/Time.svelte';

  interface Props {
    ${it}: ${One};
    cursor: boolean;
    /** Missing where the person may only read. */
    onOpen: (() => void) | undefined;
  }
  let { ${it}, cursor, onOpen }: Props = $props();
</script>

<li
  data-cursor={cursor}
  class={[
    'border-line relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b px-4 py-3 md:px-6 md:py-2',
    onOpen && 'hover:bg-hover',
    cursor && 'bg-hover shadow-[inset_2px_0_0_var(--accent)]',
  ]}
>
  <span class="flex min-w-0 flex-col">
    {#if onOpen}
      <button
        type="button"
        onclick={onOpen}
        class="truncate text-left text-sm font-medium after:absolute after:inset-0"
        ><Revealed text={${it}.name} /></button
      >
    {:else}
      <span class="text-sm font-medium break-words"><Revealed text={${it}.name} /></span>
    {/if}
    {#if ${it}.description !== null}
      <!-- Who cannot open it reads all of it here. -->
      <span class={['text-ink-3 text-xs', onOpen ? 'truncate' : 'break-words whitespace-pre-line']}
        ><Revealed text={${it}.description} /></span
      >
    {/if}
  </span>
  <Time at={${it}.updatedAt} class="text-ink-3 text-xs" />
</li>
`;

const dialogOf = ({ one, One, word }) => `<script lang="ts">
  import { refreshAll } from '$app/navigation';
  import type { ${One} } from '#lib/api/types.ts';
  import Button from '#lib/components/ui/Button.svelte';
  import ConfirmDialog from '#lib/components/ui/ConfirmDialog.svelte';
  import Dialog from '#lib/components/ui/Dialog.svelte';
  import Field from '#lib/components/ui/Field.svelte';
  import Input from '#lib/components/ui/Input.svelte';
  import Textarea from '#lib/components/ui/Textarea.svelte';
  import { showFirstError } from '#lib/state/first-error.ts';
  import { report } from '#lib/state/report.ts';
  import { toasts } from '#lib/state/toasts.svelte.ts';
  import { delete${One} } from './calls.ts';
  import type { ${One}Form } from './${one}-form.svelte.ts';

  let { form }: { form: ${One}Form } = $props();
  const known = $derived(form.known);
  let confirming = $state(false);

  async function save(event: SubmitEvent & { currentTarget: HTMLFormElement }) {
    event.preventDefault();
    const fields = event.currentTarget;
    const name = form.name.trim();
    try {
      if (!(await form.save())) {
        await showFirstError(fields);
        return;
      }
      toasts.add({ tone: 'ok', text: \`“\${name}” was \${known ? 'changed' : 'made'}.\` });
      await refreshAll();
    } catch (cause) {
      report(\`“\${name}” was not saved\`)(cause);
    }
  }
  async function remove({ id, name }: ${One}) {
    try {
      await delete${One}(fetch, id);
      toasts.add({ tone: 'ok', text: \`“\${name}” was deleted.\` });
      await refreshAll();
    } catch (cause) {
      report(\`“\${name}” was not deleted\`)(cause);
    }
  }
  function askToRemove() {
    form.open = false;
    confirming = true;
  }
</script>

<Dialog bind:open={form.open} title={known ? 'Change the ${word}' : 'New ${word}'}>
  <form id="${one}" class="flex flex-col gap-4" onsubmit={save} novalidate autocomplete="off">
    <Field label="Name" id="${one}-name" errors={form.problems}>
      {#snippet children(field)}<Input {...field} bind:value={form.name} maxlength={200} autofocus />{/snippet}
    </Field>
    <Field label="Description" id="${one}-description" optional>
      {#snippet children(field)}<Textarea {...field} bind:value={form.description} maxlength={2000} />{/snippet}
    </Field>
  </form>
  {#snippet footer()}
    {#if known}<Button variant="danger" class="mr-auto" onclick={askToRemove}>Delete…</Button>{/if}
    <Button onclick={() => (form.open = false)}>Cancel</Button>
    <Button variant="primary" type="submit" form="${one}" loading={form.busy}>Save</Button>
  {/snippet}
</Dialog>
{#if known}
  <ConfirmDialog
    bind:open={confirming}
    title="Delete “{known.name}”?"
    consequences={['Nobody in this observatory sees it any more, and it cannot be brought back.']}
    confirm="Delete the ${word}"
    onConfirm={() => remove(known)}
  />
{/if}
`;
