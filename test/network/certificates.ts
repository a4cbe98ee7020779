import { writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate authority made for one test, and a server certificate that it signed. */
export interface TestCertificates {
  /** PEM of the authority. */
  readonly authority: string;
  readonly server: ServerOptions;
}

/** Makes an authority and a certificate for some host names of this machine. */
export async function testCertificates(names: readonly string[]): Promise<TestCertificates> {
  const ca = await generate([{ name: 'commonName', value: 'graph-qualys test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { authority: ca.cert, server: { key: leaf.private, cert: leaf.cert } };
}

/** Writes the authority where a client can be told to find it. */
export async function authorityFile(
  folder: string,
  certificates: TestCertificates,
): Promise<string> {
  const file = join(folder, 'authority.pem');
  await writeFile(file, certificates.authority);
  return file;
}

/** A TLS server on a free port of this machine. */
export async function tlsServer(
  certificates: TestCertificates,
  listener: RequestListener,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(certificates.server, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}
