import { platformOf } from '../../qualys/index.ts';
import type { Config } from '../config/index.ts';
import type { ConverterContext } from '../steps/context.ts';

/** What converters have to know of a run. */
export function converterContext(
  config: Config,
  instance: { readonly id: string; readonly name: string },
): ConverterContext {
  const platform = platformOf(config.qualysApiUrl);
  const accountName = config.accountName ?? instance.name;
  return {
    instanceId: instance.id,
    accountName,
    accountTag: config.tagAccountName ? accountName : undefined,
    apiUrl: config.qualysApiUrl,
    platform: platform?.code,
    uiUrl:
      config.qualysUiUrl ?? (platform === undefined ? undefined : `https://${platform.uiHost}`),
    resultQids: new Set(config.vmdrFindingResultQids),
  };
}
