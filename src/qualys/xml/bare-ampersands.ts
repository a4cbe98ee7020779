/** How many characters are kept back so that a reference or a mark is never cut by a chunk. */
const HELD_BACK = 16;

const REFERENCE = /&(?:amp|lt|gt|quot|apos|#\d{1,8}|#x[0-9a-fA-F]{1,7});/y;
const MARK = /&|<!\[CDATA\[/g;
const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';

/**
 * Writes `&amp;` for every `&` outside of CDATA that begins no reference. Used only for the second
 * attempt at a document that did not parse (reference, oddity 2), hence not tuned for speed.
 */
export class BareAmpersands {
  /** How many were rewritten. */
  repairs = 0;
  #held = '';
  #isInCdata = false;

  /** Passes text on; with `isLast` all of it, else all but the last few characters. */
  rewrite(text: string, isLast: boolean): string {
    const input = this.#held + text;
    const limit = isLast ? input.length : input.length - HELD_BACK;
    let output = '';
    let at = 0;
    while (at < limit) {
      const next = this.#isInCdata ? input.indexOf(CDATA_END, at) : nextMark(input, at);
      if (next < 0 || next >= limit) {
        output += input.slice(at, limit);
        at = limit;
      } else if (this.#isInCdata) {
        output += input.slice(at, next + CDATA_END.length);
        at = next + CDATA_END.length;
        this.#isInCdata = false;
      } else if (input[next] === '&') {
        output += input.slice(at, next) + this.#ampersand(input, next);
        at = next + 1;
      } else {
        output += input.slice(at, next + CDATA_START.length);
        at = next + CDATA_START.length;
        this.#isInCdata = true;
      }
    }
    this.#held = input.slice(at);
    return output;
  }

  #ampersand(input: string, at: number): string {
    REFERENCE.lastIndex = at;
    if (REFERENCE.test(input)) return '&';
    this.repairs++;
    return '&amp;';
  }
}

/** Where the next `&` or CDATA section begins, or -1. */
function nextMark(input: string, at: number): number {
  MARK.lastIndex = at;
  return MARK.exec(input)?.index ?? -1;
}
