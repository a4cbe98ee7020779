import '@mantine/charts/styles.layer.css';
import { Anchor, Button, Group, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { Problem } from '../../api/problem.ts';
import { isBeforeTheGraph, NothingThen } from '../../app/nothing-then.tsx';
import { PageLink } from '../../app/page-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { AgeChart } from './charts/age-chart.tsx';
import { ChartFills } from './charts/legend.tsx';
import { CompletenessLine } from './completeness-line.tsx';
import { Coverage, WebApps } from './coverage.tsx';
import { FiguresStrip } from './figures-strip.tsx';
import { OldestCritical, TopHosts, TopVulnerabilities } from './lists.tsx';
import classes from './overview.module.css';
import { TrendPanels } from './trend-panels.tsx';
import { useFreshOverview, useOverview, useTrend } from './use-overview.ts';

/** What got worse since yesterday, what must be fixed first, and whether today's data can be trusted. */
export function OverviewPage() {
  const [search, setSearch] = useSearchParams();
  const days = search.get('days') === '90' ? '90' : '30';
  const overview = useOverview();
  const trend = useTrend(days);
  useFreshOverview();
  const { data, error } = overview;
  if (error instanceof Problem && error.code === 'A_NO_DATA') return <NothingYet />;
  if (isBeforeTheGraph(error)) return <NothingThen />;
  return (
    <div className={classes['page']}>
      <ChartFills />
      <CompletenessLine />
      {data !== undefined ? (
        <FiguresStrip overview={data} trend={trend.data} />
      ) : error !== null ? (
        <Failed error={error} onRetry={() => void overview.refetch()} />
      ) : (
        <Panel>
          <Loading rows={2} rowHeight={28} label="Loading the overview" />
        </Panel>
      )}
      <div className={classes['grid']}>
        <TrendPanels
          trend={trend}
          days={days}
          onDays={(value) =>
            setSearch(
              (before) => {
                const after = new URLSearchParams(before);
                after.set('days', value);
                return after;
              },
              { replace: true },
            )
          }
        />
        {data === undefined && error === null && (
          <>
            <Waiting title="Oldest open critical findings" />
            <Waiting title="Vulnerabilities on most hosts" />
          </>
        )}
        {data !== undefined && (
          <>
            <OldestCritical part={data.oldestCritical} />
            <TopVulnerabilities part={data.vulnerabilities} />
            <TopHosts part={data.hosts} />
            <AgeChart age={data.age} />
            <Coverage part={data.coverage} />
            <WebApps part={data.webApps} />
          </>
        )}
      </div>
    </div>
  );
}

function Waiting({ title }: { readonly title: string }) {
  return (
    <Panel title={title}>
      <Loading rows={6} rowHeight={20} />
    </Panel>
  );
}

function NothingYet() {
  return (
    <Empty title="Nothing has been collected yet">
      <Text>
        The overview shows what got worse since yesterday, what must be fixed first, and whether the
        data is complete, as soon as the first run has ended.
      </Text>
      <Group mt="md">
        <Button component={PageLink} to="/integrations/new">
          Add an integration
        </Button>
        <Anchor component={PageLink} to="/integrations">
          See the runs of your integrations
        </Anchor>
      </Group>
    </Empty>
  );
}
