import type { InstanceFieldProblem } from '../../../../src/server/api/instances.ts';
import { Problem } from '../../api/problem.ts';

/** Messages of an error that belong to fields of the form, by name of the field. */
export type FieldProblems = Readonly<Record<string, string>>;

interface RequestProblem {
  readonly path: string;
  readonly message: string;
}

/** What an error of saving or trying a configuration says of single fields; nothing when it is about something else. */
export function fieldProblems(error: unknown): FieldProblems {
  if (!(error instanceof Problem)) return {};
  const { problems } = error.body;
  if (error.code === 'H_INSTANCE_NAME_TAKEN') return { name: error.message };
  if (error.code === 'H_INSTANCE_INVALID' && Array.isArray(problems)) {
    const known = problems as readonly InstanceFieldProblem[];
    return Object.fromEntries(known.map(({ field, message }) => [field, message]));
  }
  if (error.code === 'H_INVALID' && Array.isArray(problems)) {
    return Object.fromEntries(
      (problems as readonly RequestProblem[]).map(({ path, message }) => [
        path.replace(/^body\.(?:options\.|secrets\.)?/, '').split('.')[0] ?? '',
        message,
      ]),
    );
  }
  return {};
}
