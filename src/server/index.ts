export { type Accounts, accountsInMemory, openAccounts } from './accounts/index.ts';
export type { App, DeclaredRoute } from './app-types.ts';
export { createServer, type ServerOptions } from './create-server.ts';
export { SERVER_ERRORS, ServerError, type ServerErrorCode } from './errors.ts';
export { hasPages } from './pages/index.ts';
export { SETUP_TOKEN_MS } from './security/setup-token.ts';
export { isLoopback } from './security/site.ts';
export { type RunningServer, type StartOptions, startServer } from './start-server.ts';
