/* What the cashier does beyond a plain sale. `wish` is the word for whoever drives the register; the text says it to a person. */
import { unless } from '../acts.js';

const said = (type, test) => (seen) => seen.said.some(([kind, fact]) => kind === type && test(fact));
const did = (test, text) => unless(test, `not seen: ${text}`);
const again = (seen) => unless(({ opens }) => opens.length > 0, 'the register was started anew and opened no session')(seen);

export const WISHES = [
  { name: 'training', wish: 'training', does: 'Make a sale in training mode.', check: did(said('basket.open', (mode) => mode === 'training'), 'basket.open with the mode training') },
  { name: 'partial', wish: 'partial', does: 'Take a part in cash, then the rest.', check: did((seen) => seen.parts > 1, 'two payments for one sale') },
  { name: 'declined', wish: 'declined', does: 'The card is declined; then it is paid in cash.', check: did((seen) => seen.heard.includes('tender.declined'), 'a payment that failed, and event tender.declined') },
  {
    name: 'late-terminal', wish: 'late', does: 'The card terminal does not answer; later it says that the card was charged.',
    check: did((seen) => seen.heard.includes('tender.unknown') && seen.heard.includes('tender.approved'), 'request.done unknown, and done later'),
  },
  { name: 'lines-300', wish: 'lines', does: 'Make a sale of 300 lines.', check: did(said('basket.put', (lines) => lines >= 300), 'basket.put with 300 lines') },
  { name: 'cancelled', wish: 'cancel', does: 'Enter goods and give the sale up; then make another one.', check: did(said('basket.cancel', () => true), 'basket.cancel') },
  { name: 'suspended', wish: 'suspend', does: 'Enter goods, suspend the sale, take it up again and finish it.', check: did(said('basket.resume', () => true), 'basket.suspend and basket.resume') },
  { name: 'register-anew-selling', wish: 'restart-selling', does: 'Start the register anew while goods are entered.', check: again },
  { name: 'register-anew-total', wish: 'restart-total', does: 'Start the register anew after TOTAL.', check: again },
  { name: 'register-anew-asked', wish: 'restart-asked', does: 'Start the register anew while it takes the money.', check: again },
];
