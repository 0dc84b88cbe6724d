import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PageContext } from './page';
import { App } from './shell/App';
import './shell/base.css';
import { createPage } from './shell/createPage';
import { createLazyViews } from './shell/lazyViews';
import { showTheme } from './shell/theme';
import { rememberedTheme } from './state/remembered';

showTheme(rememberedTheme());
const page = createPage();
const views = createLazyViews(page);
createRoot(document.getElementById('root')!, { onUncaughtError: page.reportError }).render(
  <StrictMode>
    <PageContext value={page}>
      <App views={views} />
    </PageContext>
  </StrictMode>,
);
page.start().catch(page.reportError);
