import type { CompiledQuery } from './compile.ts';
import { planText } from './plan/index.ts';

/** Plan, statement and bound values of a query for a person to read. */
export function explain(query: CompiledQuery): string {
  const values = query.params.map((value, index) => `  $${index + 1} = ${JSON.stringify(value)}`);
  const warnings = query.warnings.map((warning) => `  ${warning}`);
  return [
    ...(warnings.length === 0 ? [] : ['Warnings:', ...warnings, '']),
    'Plan:',
    planText(query.plan),
    '',
    'SQL:',
    query.sql,
    ...(values.length === 0 ? [] : ['', 'Values:', ...values]),
  ].join('\n');
}
