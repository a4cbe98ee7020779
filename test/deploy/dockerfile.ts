import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** One instruction, its lines put together and comments left out. */
interface Instruction {
  /** In capitals. */
  readonly name: string;
  readonly text: string;
}

/** From one `FROM` to the next. */
interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** What a Dockerfile has to agree with. */
export interface ImageExpectations {
  /** Folder that is built. */
  readonly root: string;
  readonly nodeMajor: string;
  /** Where the console listens. */
  readonly port: string;
}

const SECRET = /password|passwd|secret|token|credential|api_?key/i;

function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  return lines
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, name = '', rest = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? [];
      return { name: name.toUpperCase(), text: rest.trim() };
    });
}

function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const starts = instructions.flatMap(({ name }, at) => (name === 'FROM' ? [at] : []));
  return starts.map((at, n) => {
    const [image = '', , name] = (instructions[at]?.text ?? '').split(/\s+/);
    return { image, name, instructions: instructions.slice(at + 1, starts[n + 1]) };
  });
}

/** A JSON list of texts, which runs a program without a shell; undefined for every other form. */
function execForm(text: string | undefined): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
    return isList ? (value as readonly string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** What the image runs: its entry point with the default arguments. */
export function commandOf(text: string): readonly string[] {
  const last = stagesOf(instructionsOf(text)).at(-1)?.instructions ?? [];
  const of = (name: string) => execForm(last.findLast((each) => each.name === name)?.text) ?? [];
  return [...of('ENTRYPOINT'), ...of('CMD')];
}

/** Everything that is wrong with a Dockerfile, a line each. */
export function dockerfileProblems(text: string, expected: ImageExpectations): readonly string[] {
  const stages = stagesOf(instructionsOf(text));
  const last = stages.at(-1);
  if (last === undefined) return ['no FROM'];
  return [
    ...stages.flatMap((stage, n) => [
      ...imageProblems(stage, stages.slice(0, n), expected),
      ...stage.instructions.flatMap((each) => copyProblems(each, stages.slice(0, n), expected)),
    ]),
    ...finalProblems(last, expected),
  ];
}

function imageProblems(
  { image }: Stage,
  earlier: readonly Stage[],
  { nodeMajor }: ImageExpectations,
): readonly string[] {
  if (earlier.some(({ name }) => name === image)) return [];
  const [, name, tag] = /^([\w./-]+):([\w.-]+)$/.exec(image) ?? [];
  if (tag === undefined || tag === 'latest') return [`FROM ${image}: no version`];
  const isOurs = name === 'node' && tag.split(/[.-]/)[0] === nodeMajor;
  return isOurs ? [] : [`FROM ${image}: not Node ${nodeMajor}`];
}

function copyProblems(
  { name, text }: Instruction,
  earlier: readonly Stage[],
  { root }: ImageExpectations,
): readonly string[] {
  if (name === 'ADD') return [`ADD ${text}: COPY does, and fetches nothing`];
  const isSetting = name === 'ENV' || name === 'ARG';
  if (isSetting && SECRET.test(text)) return [`${name} ${text}: a secret stays in the image`];
  if (name !== 'COPY') return [];
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  if (from !== undefined) {
    return earlier.some((stage) => stage.name === from) ? [] : [`COPY ${text}: no stage ${from}`];
  }
  const sources = words.filter((word) => !word.startsWith('--')).slice(0, -1);
  return sources
    .filter((source) => !existsSync(join(root, source)))
    .map((source) => `COPY ${source}: not there`);
}

function finalProblems({ instructions }: Stage, { port }: ImageExpectations): readonly string[] {
  const textOf = (name: string) => instructions.findLast((each) => each.name === name)?.text;
  const user = textOf('USER') ?? 'root';
  const health = textOf('HEALTHCHECK') ?? 'NONE';
  const healthCommand = execForm(/\bCMD\s+(.*)$/.exec(health)?.[1])?.join(' ') ?? '';
  const dataDir = /GRAPH_QUALYS_DATA_DIR=(\S+)/.exec(textOf('ENV') ?? '')?.[1] ?? '';
  const checks: readonly (readonly [boolean, string])[] = [
    [!/^(root|0)(:|$)/.test(user), `USER ${user}: the program needs no rights`],
    [
      instructions.some(
        ({ name, text }) => name === 'RUN' && text.includes(`useradd`) && text.includes(user),
      ),
      `USER ${user}: nobody makes that user`,
    ],
    [
      healthCommand.includes(`127.0.0.1:${port}/health/live`),
      'HEALTHCHECK does not ask /health/live of the port, without a shell',
    ],
    [
      execForm(textOf('ENTRYPOINT')) !== undefined,
      'ENTRYPOINT is not in exec form: signals end in a shell',
    ],
    [execForm(textOf('CMD')) !== undefined, 'CMD is not in exec form'],
    [textOf('EXPOSE') === port, `EXPOSE is not ${port}`],
    [
      dataDir.startsWith('/') && execForm(textOf('VOLUME'))?.includes(dataDir) === true,
      'VOLUME is not the data folder',
    ],
    [textOf('WORKDIR') === dataDir, 'WORKDIR is not the data folder'],
  ];
  return checks.filter(([isGood]) => !isGood).map(([, problem]) => problem);
}
