import { dataDir } from '../../src/app/data-dir.ts';
import { accountsInMemory, createServer } from '../../src/server/index.ts';
import { code, GENERATED, markdownTable } from './markdown.ts';

/** What is read of a JSON schema. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The paths as the server itself describes them. */
async function describedPaths(): Promise<Paths> {
  const app = await createServer({
    host: '127.0.0.1',
    accounts: accountsInMemory(),
    dataDir: dataDir('.', {}),
    log: { write: () => undefined },
  });
  try {
    return app.swagger().paths as unknown as Paths;
  } finally {
    await app.close();
  }
}

function typeOf(schema: Schema): string {
  const { type, enum: values, anyOf, items } = schema;
  if (values !== undefined) return values.map((value) => code(String(value))).join(', ');
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  if (items !== undefined) return `list of ${typeOf(items)}`;
  const [low, high] = [schema.minimum ?? schema.minLength, schema.maximum ?? schema.maxLength];
  const isBounded = low !== undefined && high !== undefined && high < Number.MAX_SAFE_INTEGER;
  const unit = type === 'string' ? ' characters' : '';
  return `${[type ?? 'any'].flat().join(' or ')}${isBounded ? `, ${low} to ${high}${unit}` : ''}`;
}

function meaning({ description = '', default: fallback }: Schema): string {
  return fallback === undefined ? description : `${description} Default ${fallback}.`.trim();
}

function membersTable(schema: Schema | undefined): string {
  const { properties = {}, required = [] } = schema ?? {};
  const rows = Object.entries(properties).map(([name, member]) => [
    code(name),
    typeOf(member),
    required.includes(name) ? 'yes' : 'no',
    meaning(member),
  ]);
  return rows.length === 0
    ? ''
    : `\n${markdownTable(['Member of the body', 'Type', 'Required', 'Meaning'], rows)}`;
}

function parametersTable(parameters: readonly Parameter[] = []): string {
  const rows = parameters.map(({ name, in: place, required = false, schema, description }) => [
    code(name),
    `${typeOf(schema)} in the ${place}`,
    required ? 'yes' : 'no',
    meaning({ ...schema, description: description ?? schema.description ?? '' }),
  ]);
  return rows.length === 0
    ? ''
    : `\n${markdownTable(['Parameter', 'Type', 'Required', 'Meaning'], rows)}`;
}

function jsonOf({ content = {} }: Content): Schema | undefined {
  return content['application/json']?.schema;
}

function answers(responses: Operation['responses']): string {
  return Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, response]) => {
      const members = Object.keys(jsonOf(response)?.properties ?? {}).map(code);
      return members.length === 0 ? status : `${status} with ${members.join(', ')}`;
    })
    .join('; ');
}

function section(path: string, method: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses } = operation;
  return `### ${code(`${method.toUpperCase()} ${path}`)}

${summary}. ${description}

Answers ${answers(responses)}.
${parametersTable(parameters)}${membersTable(requestBody && jsonOf(requestBody))}`;
}

const PATHS = await describedPaths();

/** The page `docs/reference/http-api.md`. */
export function httpApiPage(): string {
  const operations = Object.entries(PATHS).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '');
  const sections = [...byTag].map(
    ([tag, those]) =>
      `## ${tag}\n\n${those.map(({ path, method, operation }) => section(path, method, operation)).join('\n')}`,
  );
  return `# HTTP API

${GENERATED}The API of \`graph-qualys serve\` ([guide](../guide/console.md)). The server describes itself as OpenAPI 3.1 at \`/api/openapi.json\`;
its page \`/api/docs\` shows the same, with every member of every answer.

Bodies are JSON. An error is a problem document (RFC 9457, \`application/problem+json\`) with \`code\` ([all codes](errors.md)), \`detail\` (what happened), \`whatToDo\`, and
\`requestId\`, under which the log of the server has the request. Times are epoch milliseconds unless they are described otherwise.

Who asks is told by the cookie of a session, or by \`Authorization: Bearer\` with an API token. Requests of a session that are not GET also carry the header \`x-csrf-token\`
with the \`csrfToken\` of \`GET /api/session\`. Every address that is not listed here answers 404, without a login 401.

${sections.join('\n')}`
    .trimEnd()
    .concat('\n');
}
