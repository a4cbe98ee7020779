import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { QueryCheck } from '../../../../../src/server/api/query.ts';
import { cspNonce } from '../../../app/csp-nonce.ts';
import { type CompletionSource, completeFrom } from './completion.ts';
import { HIGHLIGHTING } from './highlighting.ts';
import { lintWith, rangeOf } from './lint.ts';
import { LOOK } from './look.ts';

/** Where an error of a query is, and what it says. */
export interface EditorError {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
}

interface J1qlEditorProps {
  readonly value: string;
  /** Told to screen readers. */
  readonly label: string;
  readonly source: CompletionSource;
  readonly check: (text: string) => Promise<QueryCheck | undefined>;
  /** What running the text as it is said. */
  readonly error?: EditorError | undefined;
  readonly onChange: (value: string) => void;
  readonly onRun?: () => void;
}

/** An editor for J1QL: colours, completion, mistakes marked in place. Ctrl-Enter or Cmd-Enter runs; Escape, then Tab leaves it. */
export function J1qlEditor({
  value,
  label,
  source,
  check,
  error,
  onChange,
  onRun,
}: J1qlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useEffectEvent((text: string) => onChange(text));
  const run = useEffectEvent(() => onRun?.());
  const read = useEffectEvent((text: string) => check(text));
  const catalog = useEffectEvent(() => source.catalog());
  const values = useEffectEvent((of: string, property: string) => source.values(of, property));
  const first = useEffectEvent(() => ({ value, label }));

  useEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    const runs = () => {
      run();
      return true;
    };
    const running = keymap.of([{ key: 'Mod-Enter', run: runs }]);
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: first().value,
        extensions: [
          EditorView.cspNonce.of(cspNonce()),
          Prec.highest(running),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({
            override: [
              completeFrom({
                catalog: () => catalog(),
                values: (of, property) => values(of, property),
              }),
            ],
            activateOnTypingDelay: 50,
            // So many fit without scrolling, which the list cannot do with the keyboard.
            maxRenderedOptions: 12,
          }),
          lintWith((text) => read(text)),
          keymap.of([
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': first().label, spellcheck: 'false' }),
          placeholder("FIND Host THAT HAS Finding WITH open = true AND severity = 'critical'"),
          HIGHLIGHTING,
          LOOK,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = undefined;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || error === undefined) return;
    const { message } = error;
    const marked = { ...rangeOf(editor.state.doc, error), severity: 'error' as const, message };
    editor.dispatch(setDiagnostics(editor.state, [marked]));
  }, [error]);

  return <div ref={place} />;
}
