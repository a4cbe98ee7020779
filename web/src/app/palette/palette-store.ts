import { createSpotlight } from '@mantine/spotlight';

/** Opens and closes the palette. */
export const [PALETTE_STORE, palette] = createSpotlight();
