import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App';
import { keepForOffline } from './shell/offline';
import { start } from './shell/page';
import './shell/base.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
// After the first result, so that nothing competes with it.
void start().then(keepForOffline);
