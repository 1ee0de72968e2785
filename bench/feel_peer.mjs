// Times the feelin interpreter on the cases given as JSON on standard input: nanoseconds a call, best of the rounds.
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';

const { evaluate } = await import(pathToFileURL(process.argv[2]).href);
const { cases, rounds, seconds } = JSON.parse(readFileSync(0, 'utf8'));

// Version 6 wraps the value; earlier ones returned it bare.
const valueOf = (found) => (found && typeof found === 'object' && 'warnings' in found ? found.value : found);

const timed = (call, count) => {
  const started = process.hrtime.bigint();
  for (let i = 0; i < count; i++) call();
  return Number(process.hrtime.bigint() - started) / count;
};

const results = cases.map(({ text, context }) => {
  const call = () => evaluate(text, context);
  for (let i = 0; i < 200; i++) call();
  const count = Math.max(1, Math.floor((seconds * 1e9) / rounds / timed(call, 50)));
  let best = Infinity;
  for (let round = 0; round < rounds; round++) best = Math.min(best, timed(call, count));
  return { nanoseconds: best, value: JSON.stringify(valueOf(call())) };
});
console.log(JSON.stringify(results));
