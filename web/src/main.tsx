import './ui/tokens.css';
import './ui/controls.css';
import './ui/windows.css';
import './ui/shell.css';
import './ui/pages.css';
import './ui/list.css';
import './ui/record.css';
import './ui/lines.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.tsx';
import { client } from './app/session.ts';

createRoot(document.getElementById('root')!).render(
  <CSPProvider disableStyleElements>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </CSPProvider>,
);
