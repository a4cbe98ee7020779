import { as, date, id, list, object, type RecordOf, text } from '../xml/field.ts';

/** One fact that a cloud told about a machine (reference 9.4). `value` may be the text `null`. */
const ATTRIBUTE = {
  NAME: text(),
  LAST_STATUS: text(),
  VALUE: text(),
  LAST_SUCCESS_DATE: date(),
  LAST_ERROR_DATE: date(),
  LAST_ERROR: text(),
};

/** A fact about a cloud machine, `name` in the words of the cloud, `lastStatus` `Success` or `Fail`. */
export type CloudAttribute = RecordOf<typeof ATTRIBUTE>;

const attributes = () => list({ ATTRIBUTE: object(ATTRIBUTE) });

/** METADATA: facts by cloud (reference 9.4). */
export const METADATA = {
  EC2: attributes(),
  GOOGLE: attributes(),
  AZURE: attributes(),
  ALICLOUD: attributes(),
};

/** Facts by cloud. */
export type CloudMetadata = RecordOf<typeof METADATA>;

/** Elements that name a host in the host list and in the detection list alike. */
export const HOST_IDENTITY = {
  ID: id(),
  ASSET_ID: id(),
  IP: text(),
  IPV6: text(),
  TRACKING_METHOD: text(),
  NETWORK_ID: text(),
  DNS: text(),
  DNS_DATA: object({ HOSTNAME: text(), DOMAIN: text(), FQDN: text() }),
  CLOUD_PROVIDER: text(),
  CLOUD_SERVICE: text(),
  CLOUD_RESOURCE_ID: text(),
  EC2_INSTANCE_ID: text(),
  NETBIOS: text(),
  OS: text(),
  QG_HOSTID: text(),
  TAGS: list({
    TAG: object({
      TAG_ID: as('id', text()),
      NAME: text(),
      COLOR: text(),
      BACKGROUND_COLOR: text(),
    }),
  }),
  METADATA: object(METADATA),
  CLOUD_PROVIDER_TAGS: list({
    CLOUD_TAG: object({ NAME: text(), VALUE: text(), LAST_SUCCESS_DATE: date() }),
  }),
};
