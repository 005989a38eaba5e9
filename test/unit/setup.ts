import { vi } from 'vitest';

// Files share a process, and what our modules remember of one, such as its secrets, is no business of the next.
vi.resetModules();
