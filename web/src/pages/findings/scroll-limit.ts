let measured: number | undefined;

/** The height that this browser gives to what is scrolled, pixels: 17.9 million in some, 33.5 million in others. */
export function scrollLimit(): number {
  if (measured === undefined) {
    const probe = document.createElement('div');
    probe.style.position = 'absolute';
    probe.style.visibility = 'hidden';
    probe.style.height = '60000000px';
    document.body.append(probe);
    measured = Math.floor(probe.getBoundingClientRect().height);
    probe.remove();
  }
  return measured;
}
