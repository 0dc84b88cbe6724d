/** What every end-to-end suite has in common. */
export const port = Number(process.env.E2E_PORT ?? 43170);
/** Who names a port may run a server of their own there; otherwise nothing but this build may answer. */
export const reuseExistingServer = process.env.E2E_PORT !== undefined;

export const settings = {
  forbidOnly: process.env.CI !== undefined,
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 30_000 },
};

export const page = { baseURL: `http://localhost:${port}`, viewport: { width: 1280, height: 900 } };

/** Serves dist/. */
export const server = {
  name: 'page',
  command: `npx vite preview --port ${port} --strictPort`,
  port,
  reuseExistingServer,
};
