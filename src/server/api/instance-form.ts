import { z } from 'zod';

/** The shared platforms of Qualys. */
export const PLATFORM_LIST = z.object({
  platforms: z.array(
    z.object({
      code: z.string(),
      apiUrl: z.string().describe('The value of qualysApiUrl'),
      uiUrl: z.string().describe('Address of its user interface, by which users know it'),
    }),
  ),
});

/** The shared platforms of Qualys. */
export type PlatformList = z.infer<typeof PLATFORM_LIST>;

/** An option of an integration. */
export const OPTION_DESCRIPTION = z.object({
  name: z.string(),
  label: z.string(),
  section: z.enum(['account', 'login', 'platform', 'data', 'calls']),
  input: z.enum(['text', 'secret', 'number', 'switch', 'list', 'choice', 'choices']),
  choices: z.array(z.string()).nullable(),
  help: z.string().optional(),
  description: z.string(),
  allowed: z.string().describe('The values that are allowed, worded to follow "give"'),
  isSecret: z.boolean(),
  isRequired: z.boolean(),
  fallback: z.unknown().describe('The value that it has when nobody sets it; null for none'),
});

/** An option of an integration. */
export type OptionDescription = z.infer<typeof OPTION_DESCRIPTION>;

/** The options of an integration. */
export const OPTION_DESCRIPTIONS = z.object({ options: z.array(OPTION_DESCRIPTION) });

/** The options of an integration. */
export type OptionDescriptions = z.infer<typeof OPTION_DESCRIPTIONS>;
