import { readdirSync, readFileSync } from 'node:fs';
import { parseQuestionFile, type Question } from '../../src/app/questions.ts';
import { code, GENERATED } from './markdown.ts';

const FOLDER = new URL('../../questions/', import.meta.url);

/** `web-apps.yaml` becomes `Web apps`. */
function title(file: string): string {
  const words = file.replace('.yaml', '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function section({ id, title: question, description, queries, tags }: Question): string {
  const asked = queries.map(
    ({ name, query }) =>
      `${name === undefined ? '' : `${name}:\n\n`}\`\`\`j1ql\n${query.trimEnd()}\n\`\`\`\n`,
  );
  return `### ${question}

${description ?? ''} Tags: ${tags.join(', ')}.

${code(`questions run ${id.replace('managed-question-', '')}`)}

${asked.join('\n')}`;
}

/** The page `docs/reference/questions.md`. */
export function questionsPage(): string {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
  const sections = files.sort().map((file) => {
    const path = new URL(file, FOLDER);
    const questions = parseQuestionFile(path.pathname, readFileSync(path, 'utf8'));
    return `## ${title(file)}\n\n${questions.map(section).join('\n')}`;
  });
  return `# Questions

${GENERATED}The question library: what people who look after vulnerabilities ask, as J1QL. \`graph-qualys questions list --tag sla\` lists those with a tag,
\`graph-qualys questions run ID\` answers one. The files are in \`questions/\`, in the form of JupiterOne's managed questions. The answers of all of them are
compared with the truth of a simulated platform.

${sections.join('\n')}`;
}
