import { EditorView } from '@codemirror/view';

/** The editor in the colours of the console; they change with its theme. */
export const LOOK = EditorView.theme({
  '&': { backgroundColor: 'var(--gq-surface)', color: 'var(--gq-text)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--gq-accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--gq-mono)', lineHeight: '20px', maxHeight: '320px' },
  '.cm-content': { caretColor: 'var(--gq-text)', minHeight: '80px', padding: '8px 0' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--gq-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    {
      backgroundColor: 'var(--gq-selected)',
    },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-placeholder': { color: 'var(--gq-text-dim)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--gq-selected)', outline: 'none' },
  '.cm-tooltip': {
    backgroundColor: 'var(--gq-raised)',
    color: 'var(--gq-text)',
    border: '1px solid var(--gq-line)',
    borderRadius: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--gq-mono)', maxHeight: '420px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--gq-selected)',
    color: 'var(--gq-text)',
  },
  '.cm-completionDetail': { color: 'var(--gq-text-dim)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--gq-accent)' },
  '.cm-tooltip .cm-completionInfo': { maxWidth: '320px', padding: '6px 8px' },
  '.cm-diagnostic': { padding: '6px 10px', maxWidth: '520px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--gq-bad)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--gq-warn)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--gq-bad)',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--gq-warn)',
  },
});
