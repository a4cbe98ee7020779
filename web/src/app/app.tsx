import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router/dom';
import { queryClient, refetchWhenBack } from '../api/query-client.ts';
import { cssVariables, THEME } from '../theme/theme.ts';
import { cspNonce } from './csp-nonce.ts';
import { LoginDialog } from './login-dialog.tsx';
import { ROUTER } from './routes.tsx';

/** The console. */
export function App() {
  useEffect(refetchWhenBack, []);
  return (
    <MantineProvider
      theme={THEME}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={cspNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={ROUTER} />
        <LoginDialog />
      </QueryClientProvider>
    </MantineProvider>
  );
}
