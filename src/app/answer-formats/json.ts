import type { Format } from './row.ts';

/** One JSON array of row objects, written row by row. */
export const json: Format = async (answer, out) => {
  let count = 0;
  for await (const batch of answer.rows()) {
    let text = '';
    for (const row of batch) text += `${count++ === 0 ? '[\n' : ',\n'}${JSON.stringify(row)}`;
    await out(text);
  }
  await out(count === 0 ? '[]\n' : '\n]\n');
  return count;
};

/** One JSON object per line. */
export const ndjson: Format = async (answer, out) => {
  let count = 0;
  for await (const batch of answer.rows()) {
    let text = '';
    for (const row of batch) text += `${JSON.stringify(row)}\n`;
    count += batch.length;
    await out(text);
  }
  return count;
};
