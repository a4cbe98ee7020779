import type { Command } from 'commander';
import { writeDocuments } from '../../app/document/index.ts';
import type { CommandIo } from '../io.ts';

interface DocumentOptions {
  readonly outputFile: string;
  readonly json?: boolean;
}

/** `document`: the data model, between the markers of the integration's page and as a diagram. */
export function addDocumentCommand(program: Command, io: CommandIo): void {
  program
    .command('document')
    .description(
      "write the data model into the integration's page, and beside it as a Mermaid diagram",
    )
    .option('-o, --output-file <path>', 'page with the markers', 'docs/jupiterone.md')
    .option('--json', 'one JSON document on stdout instead of text')
    .action(async ({ outputFile, json }: DocumentOptions) => {
      const written = await writeDocuments(outputFile);
      await io.out(
        json ? `${JSON.stringify(written)}\n` : `Wrote ${written.page} and ${written.diagram}.\n`,
      );
    });
}
