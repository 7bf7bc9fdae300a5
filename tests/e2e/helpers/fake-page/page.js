// A pretended page for the SDK's tests: it says hello, opens, and answers as it is told. What it heard outlives a reload.
const heard = JSON.parse(sessionStorage.getItem('heard') ?? '[]');
const text = (message) => JSON.stringify({ v: 1, ...message });
let nonce = crypto.randomUUID();
const hello = () => parent.postMessage(text({ type: 'epos.hello', payload: { protocols: [1], build: 'fake', nonce } }), '*');
let port;
let seq = 0;

globalThis.fake = {
  heard,
  epoch: 'e1',
  mute: sessionStorage.getItem('mute') ?? '', // the type of a command that is not answered
  refuse: null, // {type, error}
  alive: true,
  slow: 0, // milliseconds until session.open is answered
  greet() {
    nonce = crypto.randomUUID();
    hello();
  },
  setMute(type) {
    fake.mute = type;
    sessionStorage.setItem('mute', type);
  },
  say: (message) => port.postMessage(text(message)),
  answer: (id, payload) => fake.say({ re: id, type: 'late', ok: true, payload }),
  event(type, payload, at = seq + 1) {
    seq = at;
    fake.say({ epoch: fake.epoch, seq, type, payload });
  },
  request: (req, type, payload) => fake.say({ req, type, payload, deadline: '2026-11-20T12:00:00+01:00' }),
};

function opened({ position }) {
  seq = position?.seq ?? 0;
  return { protocol: 1, build: 'fake', position: { epoch: fake.epoch, seq }, suspended: [], pending_requests: [], interrupted: null };
}

function take(from, message) {
  heard.push(message);
  sessionStorage.setItem('heard', JSON.stringify(heard));
  const { id, type, payload } = JSON.parse(message);
  if (type === fake.mute) return;
  const answer = { re: id, type };
  if (fake.refuse?.type === type) return from.postMessage(text({ ...answer, ok: false, error: fake.refuse.error }));
  if (type !== 'session.open') return from.postMessage(text({ ...answer, ok: true, payload: { echo: payload } }));
  port?.postMessage(text({ type: 'epos.replaced' }));
  port = from;
  return setTimeout(() => from.postMessage(text({ ...answer, ok: true, payload: opened(payload) })), fake.slow);
}

addEventListener('message', ({ data, ports: [from] }) => {
  if (JSON.parse(data).type === 'epos.hello') return fake.alive && hello();
  from.onmessage = (event) => take(from, event.data);
  return take(from, data);
});
setInterval(() => port || hello(), 100);
setInterval(() => port && fake.alive && fake.say({ type: 'epos.alive' }), 500);
