import { parityTests } from '../support/parity';

parityTests('webgpu', 10);
