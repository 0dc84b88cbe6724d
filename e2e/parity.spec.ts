import { parityTests } from './support/parity';

parityTests('wasm', 1);
