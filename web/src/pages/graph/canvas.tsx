import { useComputedColorScheme } from '@mantine/core';
import cytoscape, { type Core } from 'cytoscape';
import fcose from 'cytoscape-fcose';
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import { cspNonce } from '../../app/csp-nonce.ts';
import { canvasColours } from './canvas-colours.ts';
import { canvasElements } from './canvas-elements.ts';
import { arrange, type LayoutName, placeNew } from './canvas-layout.ts';
import { canvasStyle } from './canvas-style.ts';
import classes from './graph.module.css';
import type { Exploration } from './model/exploration.ts';
import type { Shape } from './model/words.ts';

cytoscape.use(fcose);

/** Id of the style element that cytoscape makes for itself unless there is one. */
const STYLE_ID = '__________cytoscape_stylesheet';

/** The policy of the page wants a nonce on every style element, which cytoscape does not know of. */
function allowStyle(): void {
  if (document.getElementById(STYLE_ID) !== null) return;
  const style = document.createElement('style');
  style.id = STYLE_ID;
  style.nonce = cspNonce();
  style.textContent = '.__________cytoscape_container { position: relative; }';
  document.head.append(style);
}

/** What the page can ask of the canvas. */
export interface CanvasControl {
  /** Everything in sight. */
  fit(): void;
  /** Lays everything out anew. */
  arrange(): void;
  /** The whole picture, twice as fine as on the screen. */
  png(): Blob;
}

interface CanvasProps {
  readonly exploration: Exploration;
  readonly hidden: ReadonlySet<Shape>;
  readonly layout: LayoutName;
  readonly chosen: string | undefined;
  readonly control: RefObject<CanvasControl | null>;
  readonly onChoose: (id: string | undefined) => void;
  readonly onOpen: (id: string) => void;
}

/** The picture of an exploration. For whoever does not see it, the list beside it holds the same. */
export function Canvas(props: CanvasProps) {
  const { exploration, hidden, layout, chosen, control } = props;
  const scheme = useComputedColorScheme('light');
  const box = useRef<HTMLDivElement>(null);
  const core = useRef<Core>(null);
  const callbacks = useRef(props);
  callbacks.current = props;
  /** Where nodes were, also those that are not drawn now: when they come back they stand there again. */
  const places = useRef(new Map<string, { x: number; y: number }>());

  useEffect(() => {
    if (box.current === null) return;
    allowStyle();
    const cy = cytoscape({
      container: box.current,
      minZoom: 0.1,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autounselectify: true,
    });
    core.current = cy;
    cy.on('tap', 'node', ({ target }) => callbacks.current.onChoose(target.id()));
    cy.on('tap', ({ target }) => {
      if (target === cy) callbacks.current.onChoose(undefined);
    });
    cy.on('dbltap', 'node', ({ target }) => callbacks.current.onOpen(target.id()));
    cy.on('mouseover', 'node', ({ target }) => target.connectedEdges().addClass('near'));
    cy.on('mouseout', 'node', ({ target }) => target.connectedEdges().removeClass('near'));
    cy.on('mouseover', 'edge', ({ target }) => target.addClass('near'));
    cy.on('mouseout', 'edge', ({ target }) => target.removeClass('near'));
    // What was in the middle stays in the middle.
    let size: { readonly width: number; readonly height: number } | undefined;
    const resized = new ResizeObserver(([entry]) => {
      cy.resize();
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      if (size !== undefined) {
        cy.panBy({ x: (width - size.width) / 2, y: (height - size.height) / 2 });
      }
      size = { width, height };
    });
    resized.observe(box.current);
    return () => {
      resized.disconnect();
      cy.destroy();
      core.current = null;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the scheme
  useEffect(() => {
    const cy = core.current;
    if (cy === null) return;
    const colours = canvasColours();
    const wanted = canvasElements(exploration, hidden, colours);
    const ids = new Set(wanted.map(({ data }) => data.id));
    const fresh = new Set<string>();
    cy.style(canvasStyle(colours));
    cy.batch(() => {
      cy.nodes().forEach((node) => {
        places.current.set(node.id(), { ...node.position() });
      });
      cy.elements()
        .filter((element) => !ids.has(element.id()))
        .remove();
      for (const element of wanted) {
        const known = cy.getElementById(String(element.data.id));
        if (known.nonempty()) {
          known.data(element.data);
          known.classes(element.classes ?? '');
          continue;
        }
        const place =
          element.group === 'nodes' ? places.current.get(String(element.data.id)) : undefined;
        cy.add({ ...element, ...(place !== undefined && { position: { ...place } }) });
        if (element.group === 'nodes' && place === undefined) fresh.add(String(element.data.id));
      }
    });
    if (fresh.size === 0) return;
    if (fresh.size === cy.nodes().length) arrange(cy, callbacks.current.layout);
    else placeNew(cy, fresh);
  }, [exploration, hidden, scheme]);

  const laidOut = useRef(layout);
  useEffect(() => {
    if (core.current === null || laidOut.current === layout) return;
    laidOut.current = layout;
    arrange(core.current, layout);
  }, [layout]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new elements have no marks yet
  useEffect(() => {
    const cy = core.current;
    if (cy === null) return;
    cy.nodes().removeClass('chosen');
    cy.edges().removeClass('near');
    if (chosen === undefined) return;
    const node = cy.getElementById(chosen);
    node.addClass('chosen');
    node.connectedEdges().addClass('near');
  }, [chosen, exploration, hidden, scheme]);

  useImperativeHandle(control, () => ({
    fit: () => core.current?.fit(undefined, 48),
    arrange: () => {
      if (core.current !== null) arrange(core.current, layout);
    },
    png: () =>
      core.current?.png({
        output: 'blob',
        full: true,
        scale: 2,
        maxWidth: 8_000,
        maxHeight: 8_000,
        bg: canvasColours().page,
      }) ?? new Blob(),
  }));

  const count = exploration.nodes.size;
  return (
    <div
      ref={box}
      className={classes['canvas']}
      role="img"
      aria-label={`Picture of ${count} ${count === 1 ? 'node' : 'nodes'}. The list of nodes beside it holds the same.`}
    />
  );
}
