/** Keeps the visitor's models: gets, converts, stores, lists and removes them while grounding.worker.ts grounds. */
