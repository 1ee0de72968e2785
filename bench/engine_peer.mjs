// Times bpmn-engine on a diagram given as JSON on standard input: for each user task in turn, everything that a server
// without memory does: parse the saved state, resume, complete the task, save. Milliseconds per task, per round.
import { createRequire } from 'node:module';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';

const { Engine } = createRequire(process.argv[2])('bpmn-engine');
const { source, answers, form, rounds } = JSON.parse(readFileSync(0, 'utf8'));

const waitingIn = (listener) => {
  const waiting = new Map();
  listener.on('activity.wait', (api) => { if (api.type === 'bpmn:UserTask') waiting.set(api.id, api); });
  listener.on('activity.leave', (api) => waiting.delete(api.id));
  return waiting;
};

const begin = async () => {
  const engine = new Engine({ name: 'peer', source });
  const listener = new EventEmitter();
  const waiting = waitingIn(listener);
  await engine.execute({ listener });
  const state = JSON.stringify(await engine.getState());
  const first = [...waiting.keys()];
  engine.stop();
  return { state, open: first };
};

const step = async (state, id, given) => {
  const began = process.hrtime.bigint();
  const engine = new Engine({ name: 'peer' }).recover(JSON.parse(state));
  const listener = new EventEmitter();
  const waiting = waitingIn(listener);
  await engine.resume({ listener });
  // conditions ask the environment of the (sub)process that the task lies in
  const task = waiting.get(id);
  Object.assign(task.environment.variables, given);
  task.signal(form);
  const saved = JSON.stringify(await engine.getState());
  const taken = Number(process.hrtime.bigint() - began) / 1e6;
  const open = [...waiting.keys()];
  engine.stop();
  return { saved, open, taken };
};

const times = [];
let bytes = 0;
let path = [];
for (let round = 0; round < rounds; round++) {
  let { state, open } = await begin();
  const taken = [];
  path = [];
  const asked = new Map();
  while (open.length) {
    const id = open[0];
    const turn = asked.get(id) ?? 0;
    asked.set(id, turn + 1);
    const given = (answers[id] ?? [])[turn] ?? {};
    const done = await step(state, id, given);
    state = done.saved;
    open = done.open;
    taken.push(done.taken);
    path.push(id);
    if (taken.length > 200) throw new Error(`no end: ${id}`);
  }
  bytes = state.length;
  times.push(taken);
}
console.log(JSON.stringify({ times, bytes, path }));
process.exit(0);
