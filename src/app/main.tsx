import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { keepForOffline } from './session/offline';
import { start } from './session/session';
import './styles/base.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
// After the first result, so that nothing competes with it.
void start().then(keepForOffline);
