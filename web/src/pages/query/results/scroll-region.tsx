import type { ReactNode, Ref } from 'react';

interface ScrollRegionProps {
  /** Told to screen readers. */
  readonly label: string;
  readonly className: string | undefined;
  readonly ref?: Ref<HTMLElement>;
  readonly children: ReactNode;
}

/** A part of the page that scrolls by itself, with the keyboard as well. */
export function ScrollRegion({ label, className, ref, children }: ScrollRegionProps) {
  return (
    <section
      className={className}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
      tabIndex={0}
      {...(ref !== undefined && { ref })}
    >
      {children}
    </section>
  );
}
