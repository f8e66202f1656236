import type { EngineFailure } from './engine.ts';
import type { CommandFailure, ConnectionFailure } from './host.ts';

/** Why a server gave no good answer. None of them holds a check, so a check may hold one of them. */
export type ServerFailure = ConnectionFailure | CommandFailure | EngineFailure;
