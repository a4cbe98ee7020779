import { ActionIcon, Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { type KeyboardEvent, lazy, type PointerEvent, Suspense, useEffect } from 'react';
import { Loading } from '../components/states.tsx';
import { isInField } from './in-field.ts';
import classes from './side-panel.module.css';
import { useEntityPanel } from './use-entity-panel.ts';

const EntityPanel = lazy(async () => ({
  default: (await import('../pages/entity/entity-panel.tsx')).EntityPanel,
}));

const WIDTH = { least: 320, first: 440, step: 32 };

const widest = () => Math.max(WIDTH.least, Math.round(window.innerWidth * 0.6));
const within = (width: number) => Math.min(widest(), Math.max(WIDTH.least, width));

/** The panel on the right that shows one entity beside whatever page there is. `Esc` closes it. */
export function SidePanel() {
  const { id, close } = useEntityPanel();
  const [width, setWidth] = useLocalStorage({
    key: 'graph-qualys.panel-width',
    defaultValue: WIDTH.first,
    getInitialValueInEffect: false,
  });
  useEffect(() => {
    if (id === undefined) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      // What is open above the page, and a field that is typed in, have Esc first.
      const isTaken = event.defaultPrevented || document.querySelector('[role="dialog"]') !== null;
      if (event.key === 'Escape' && !isTaken && !isInField(event.target)) close();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  if (id === undefined) return null;

  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setWidth(within(window.innerWidth - event.clientX));
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft') setWidth(within(width + WIDTH.step));
    if (key === 'ArrowRight') setWidth(within(width - WIDTH.step));
  };
  return (
    <aside className={classes['panel']} style={{ width: within(width) }} aria-label="Details">
      {/* biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved */}
      <div
        className={classes['handle']}
        role="separator"
        tabIndex={0}
        aria-label="Width of the details"
        aria-orientation="vertical"
        aria-valuenow={within(width)}
        aria-valuemin={WIDTH.least}
        aria-valuemax={widest()}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={onKeyDown}
      />
      <Tooltip label="Close (Esc)" position="left">
        <ActionIcon
          className={classes['close'] ?? ''}
          variant="subtle"
          color="gray"
          aria-label="Close the details"
          onClick={close}
        >
          <IconX size={18} />
        </ActionIcon>
      </Tooltip>
      <div className={classes['content']}>
        <Suspense fallback={<Loading label="Loading the details" />}>
          <EntityPanel key={id} id={id} />
        </Suspense>
      </div>
    </aside>
  );
}
