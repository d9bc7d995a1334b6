import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { locateInYaml } from '@jarvis/rules';
import { tags } from '@lezer/highlight';
import type { Problem } from '../../../api/types.ts';
import type { Place } from './build-view.svelte.ts';
import type { ReadRule } from './rule-text.ts';
import { smallestEdit } from './smallest-edit.ts';

export interface YamlView {
  setText: (text: string) => void;
  setProblems: (problems: readonly Problem[], error: ReadRule['error']) => void;
  reveal: (place: Place) => void;
  destroy: () => void;
}

interface Options {
  parent: HTMLElement;
  text: string;
  /** Of this page's policy: without it the editor's styles are refused. */
  nonce: string | undefined;
  /** What a problem says at its line. */
  wordsOf: (problem: Problem) => string;
  onChange: (text: string) => void;
  onSave: () => void;
  onCheck: () => void;
}

/** Marks changes that came from the form, so that they are not reported back. */
const fromForm = Annotation.define<boolean>();

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 16px 0 8px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-expression': { color: 'var(--accent-ink)', backgroundColor: 'var(--selected)', borderRadius: '3px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    maxWidth: '440px',
  },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--font-sans)', fontSize: '12.5px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--bad-mark)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--wait-mark)' },
});

const colors = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--run)' },
    { tag: [tags.comment, tags.lineComment], color: 'var(--ink-3)', fontStyle: 'italic' },
    { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
    { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--wait)' },
    { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--ink-3)' },
  ]),
);

const expression = new MatchDecorator({
  regexp: /\$\{\{.*?\}\}/g,
  decoration: Decoration.mark({ class: 'cm-expression' }),
});
const expressions = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = expression.createDeco(view);
    }
    update(update: ViewUpdate) {
      // Anew: updating in place forgets to move marks when the change lies outside what is shown.
      if (update.docChanged || update.viewportChanged) this.decorations = expression.createDeco(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** A CodeMirror editor for the YAML of a rule, told what the form changed and what the compiler says. */
export function createYamlView({ parent, text, nonce, wordsOf, onChange, onSave, onCheck }: Options): YamlView {
  const run = (action: () => void) => () => {
    action();
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        yaml(),
        colors,
        expressions,
        theme,
        EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ 'aria-label': 'YAML of the rule', spellcheck: 'false', tabindex: '0' }),
        nonce ? EditorView.cspNonce.of(nonce) : [],
        keymap.of([
          { key: 'Mod-s', run: run(onSave), preventDefault: true },
          { key: 'Mod-Enter', run: run(onCheck) },
          // Tab indents; Escape then Tab leaves the editor, as the keyboard needs a way out.
          indentWithTab,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(fromForm)))
            onChange(update.state.doc.toString());
        }),
      ],
    }),
  });

  const lineRange = (line: number) => view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
  return {
    setText(next) {
      const before = view.state.doc.toString();
      if (before !== next) view.dispatch({ changes: smallestEdit(before, next), annotations: fromForm.of(true) });
    },
    setProblems(problems, error) {
      const doc = view.state.doc.toString();
      const diagnostics: Diagnostic[] = error
        ? [toDiagnostic(lineRange(error.line), 'error', `This is not YAML yet: ${error.message}`)]
        : problems.map((problem) =>
            toDiagnostic(lineRange(locateInYaml(doc, problem.path)?.line ?? 1), problem.severity, wordsOf(problem)),
          );
      view.dispatch(
        setDiagnostics(
          view.state,
          diagnostics.sort((a, b) => a.from - b.from),
        ),
      );
    },
    reveal(place) {
      const at = 'line' in place ? place : locateInYaml(view.state.doc.toString(), place.path);
      if (!at) return;
      const { from } = lineRange(at.line);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      // A line is asked for to be mended.
      if ('line' in place) view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function toDiagnostic(
  line: { from: number; to: number; text: string },
  severity: 'error' | 'warning',
  message: string,
): Diagnostic {
  const indent = line.text.length - line.text.trimStart().length;
  return { from: Math.min(line.from + indent, line.to), to: line.to, severity, message };
}
