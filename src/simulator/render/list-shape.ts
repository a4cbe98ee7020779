import { cdata, escapeText } from './xml.ts';

/**
 * How the lists that came with detections 5.0 are written. The vendor's documents leave it open whether
 * they are nested, repeated or one text with commas, so the simulator can do each.
 */
export type ListShape = 'nested' | 'repeated' | 'comma';

/** An element that stands for a list. `child` is the element of one entry in the nested shape. */
export function listElement(
  name: string,
  child: string,
  values: readonly string[],
  shape: ListShape,
): string {
  if (values.length === 0) return '';
  if (shape === 'comma') return `<${name}>${escapeText(values.join(','))}</${name}>`;
  if (shape === 'repeated') {
    return values.map((value) => `<${name}>${cdata(value)}</${name}>`).join('');
  }
  return `<${name}>${values.map((value) => `<${child}>${escapeText(value)}</${child}>`).join('')}</${name}>`;
}
