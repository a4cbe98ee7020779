/**
 * Parts of the language that are not built yet. Oracle, generator and coverage leave out what is false here;
 * whoever builds one turns it on.
 */
export const FEATURES = {
  /** A smart class inside a union of names: `(Host|#Production)`. */
  smartInUnion: false,
  /** `count(*)`. */
  countStar: false,
  /** THAT SOMEHOW. */
  somehow: false,
} as const;
