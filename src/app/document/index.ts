import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, systemReason } from '../errors.ts';
import { dataModelSection, replaceSection } from './data-model-section.ts';
import { mermaidDataModel } from './mermaid.ts';

export { dataModelSection, replaceSection } from './data-model-section.ts';
export { mermaidDataModel } from './mermaid.ts';

/** Files that were written. */
export interface WrittenDocuments {
  /** The page of the integration. */
  readonly page: string;
  /** The picture of the data model. */
  readonly diagram: string;
}

/** Name of the picture, beside the page. */
const DIAGRAM = 'data-model.mmd';

/**
 * Writes the data model into the page of the integration, between its markers, and beside it as a Mermaid
 * diagram. A page that is not there is made.
 *
 * @throws {AppError} A_DOCUMENT when a file cannot be read or written, or one of the markers is missing
 */
export async function writeDocuments(page: string): Promise<WrittenDocuments> {
  const diagram = join(dirname(page), DIAGRAM);
  try {
    const text = await readFile(page, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const written = replaceSection(text, dataModelSection());
    await mkdir(dirname(page), { recursive: true });
    await writeFile(page, written);
    await writeFile(diagram, mermaidDataModel());
  } catch (error) {
    throw new AppError('A_DOCUMENT', { path: page, reason: systemReason(error) }, { cause: error });
  }
  return { page, diagram };
}
