/*
 * All cases, in the order in which they are played. A case is `{name, does, out, in, check, settle, wish, start}`: what is done to
 * messages (acts.js), findings of its own, milliseconds more to wait for what is owed, what the cashier is asked for beyond
 * a plain sale, what is said at its beginning. What all cases have in common is judged by judge.js.
 */
import { FAULTS } from './cases/faults.js';
import { MESSAGES } from './cases/messages.js';
import { REQUESTS } from './cases/requests.js';
import { RESTARTS } from './cases/restarts.js';
import { WISHES } from './cases/wishes.js';

export const CASES = [{ name: 'plain', does: 'a sale, undisturbed' }, ...MESSAGES, ...FAULTS, ...REQUESTS, ...RESTARTS, ...WISHES];
