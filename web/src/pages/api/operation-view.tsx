import { Stack, Text, Title } from '@mantine/core';
import { Panel } from '../../components/panel.tsx';
import type { ApiDocument, Content, Operation, Parameter } from './api-document.ts';
import classes from './api-page.module.css';
import { meaningOf, resolved, type SchemaRow, schemaRows, typeWords } from './schema-rows.ts';
import { SchemaTable } from './schema-table.tsx';
import { Words } from './words.tsx';

const PLACES: Readonly<Record<string, string>> = {
  path: 'In the path',
  query: 'In the query',
  header: 'In the headers',
};

function parameterRow({ name, required = false, description, schema }: Parameter): SchemaRow {
  const meaning = meaningOf({ ...schema, description: description ?? schema.description ?? '' });
  return { path: [name], type: typeWords(schema), isOptional: !required, meaning };
}

/** Everything that the server says of an operation. */
export function OperationView({
  operation,
  schemas,
}: {
  readonly operation: Operation;
  readonly schemas: ApiDocument['components']['schemas'];
}) {
  const { id, summary, description, parameters = [], requestBody, responses } = operation;
  const places = Object.entries(PLACES)
    .map(([place, title]) => ({ title, those: parameters.filter((each) => each.in === place) }))
    .filter(({ those }) => those.length > 0);
  return (
    <Panel title={summary}>
      <Stack gap="lg">
        <pre className={classes['request']}>{id}</pre>
        <Text>
          <Words>{description}</Words>
        </Text>
        {places.map(({ title, those }) => (
          <section key={title}>
            <Title order={3}>{title}</Title>
            <SchemaTable label={title} rows={those.map(parameterRow)} />
          </section>
        ))}
        {requestBody !== undefined && (
          <Body title="Body of the request" body={requestBody} schemas={schemas} />
        )}
        {Object.entries(responses).map(([status, body]) => (
          <Body
            key={status}
            title={status === 'default' ? 'Answer of any other status' : `Answer ${status}`}
            body={body}
            schemas={schemas}
          />
        ))}
      </Stack>
    </Panel>
  );
}

/** What fastify writes where a schema has no description of its own. */
const NO_WORDS = 'Default Response';

function Body({
  title,
  body: { description = NO_WORDS, content = {} },
  schemas,
}: {
  readonly title: string;
  readonly body: Content;
  readonly schemas: ApiDocument['components']['schemas'];
}) {
  const types = Object.keys(content);
  const schema = Object.values(content)[0]?.schema;
  const whole = schema === undefined ? undefined : resolved(schema, schemas);
  const rows = whole === undefined ? [] : schemaRows(whole);
  const words = [
    types.join(', '),
    description === NO_WORDS ? '' : description,
    whole === undefined || rows.length > 0 ? '' : typeWords(whole),
  ].filter((each) => each !== '');
  return (
    <section>
      <Title order={3}>{title}</Title>
      <Text size="sm" c="dimmed">
        {words.join(' · ')}
      </Text>
      {rows.length > 0 && <SchemaTable label={title} rows={rows} />}
    </section>
  );
}
