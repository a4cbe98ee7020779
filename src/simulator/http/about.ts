import type { Answer } from './answer.ts';
import { QWEB_VERSIONS } from './portal-versions.ts';

/** `/msp/about.php`: versions of the classic application. */
export function aboutAnswer(host: string): Answer {
  return {
    status: 200,
    contentType: 'text/xml;charset=UTF-8',
    body: `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE ABOUT SYSTEM "https://${host}/about.dtd">
<ABOUT>
<API-VERSION MAJOR="1" MINOR="4"/>
<WEB-VERSION>${QWEB_VERSIONS['WEB']}</WEB-VERSION>
<SCANNER-VERSION>${QWEB_VERSIONS['SCANNER']}</SCANNER-VERSION>
<VULNSIGS-VERSION>${QWEB_VERSIONS['VULNSIGS']}</VULNSIGS-VERSION>
</ABOUT>
`,
  };
}
