import { exactNumber } from '../../components/number-words.ts';
import { SEVERITIES, SEVERITY_COLOUR } from '../../components/severity.ts';
import classes from './graph.module.css';
import { type Exploration, sizeOf } from './model/exploration.ts';
import { SHAPES, type Shape, shapeOfNode } from './model/words.ts';
import { ShapeMark } from './shape-mark.tsx';

/** What the shapes, colours and borders mean. A kind of entity is hidden and shown by a click on its shape. */
export function Legend({
  exploration,
  hidden,
  onToggle,
}: {
  readonly exploration: Exploration;
  readonly hidden: ReadonlySet<Shape>;
  readonly onToggle: (shape: Shape) => void;
}) {
  const counts = new Map<Shape, number>();
  const severities = new Set<string | undefined>();
  const sources = new Set<string>();
  for (const node of exploration.nodes.values()) {
    const shape = shapeOfNode(node);
    counts.set(shape, (counts.get(shape) ?? 0) + sizeOf(node));
    if (node.kind === 'entity') {
      severities.add(node.entity.severity);
      sources.add(node.entity.source);
    }
    if (node.kind === 'neighbours') severities.add(node.filter.severity);
    if (node.kind === 'members') for (const { severity } of node.members) severities.add(severity);
  }
  const kinds = SHAPES.filter((shape) => counts.has(shape));
  return (
    <section className={classes['legend']} aria-label="Legend">
      <ul>
        {kinds.map((shape) => (
          <li key={shape}>
            <button
              type="button"
              className={classes['kind']}
              aria-pressed={!hidden.has(shape)}
              title={hidden.has(shape) ? `Show every ${shape}` : `Hide every ${shape}`}
              onClick={() => onToggle(shape)}
            >
              <ShapeMark shape={shape} />
              <span>{shape}</span>
              <span className={classes['number']}>{exactNumber(counts.get(shape) ?? 0)}</span>
            </button>
          </li>
        ))}
      </ul>
      <ul>
        {SEVERITIES.filter((severity) => severities.has(severity)).map((severity) => (
          <li key={severity} className={classes['meaning']}>
            <ShapeMark shape="finding" fill={SEVERITY_COLOUR[severity]} />
            {severity}
          </li>
        ))}
      </ul>
      <ul>
        {(sources.has('mapped') || sources.has('imported')) && (
          <li className={classes['meaning']}>
            <Border dash="" /> read from Qualys
          </li>
        )}
        {sources.has('mapped') && (
          <li className={classes['meaning']}>
            <Border dash="3 2" /> mapped
          </li>
        )}
        {sources.has('imported') && (
          <li className={classes['meaning']}>
            <Border dash="" isDouble /> imported
          </li>
        )}
      </ul>
    </section>
  );
}

function Border({
  dash,
  isDouble = false,
}: {
  readonly dash: string;
  readonly isDouble?: boolean;
}) {
  return (
    <svg width={16} height={16} viewBox="0 0 16 16" aria-hidden>
      <g stroke="currentColor" strokeWidth={1.75} strokeDasharray={dash}>
        <path d={isDouble ? 'M1 6h14' : 'M1 8h14'} />
        {isDouble && <path d="M1 10h14" />}
      </g>
    </svg>
  );
}
