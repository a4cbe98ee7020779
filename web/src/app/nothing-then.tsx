import { Button } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { Problem } from '../api/problem.ts';
import { Empty } from '../components/states.tsx';

/** Whether there was no graph yet at the moment that is looked at. */
export function isBeforeTheGraph(error: unknown): boolean {
  return error instanceof Problem && error.code === 'A_NOTHING_YET';
}

/** What is shown of a moment before the first run. */
export function NothingThen() {
  const [, setSearch] = useSearchParams();
  const comeBack = () =>
    setSearch((before) => {
      const after = new URLSearchParams(before);
      after.delete('at');
      return after;
    });
  return (
    <Empty title="Nothing had been collected by then">
      The first run came later. The past goes as far back as the runs of the graph.
      <div>
        <Button mt="md" onClick={comeBack}>
          Look at now
        </Button>
      </div>
    </Empty>
  );
}
