/**
 * Loaded into a host's process before anything else (`--require`): its wall clock is wrong by as many
 * milliseconds as the file in FAULTS_CLOCK_FILE says, and jumps when that changes.
 */
import { readFileSync } from 'node:fs';

const file = process.env['FAULTS_CLOCK_FILE'];
const RealDate = Date;
// Some libraries put a function of their own in its place, which calls what was there before.
const realNow = Date.now.bind(Date);
let offsetMs = 0;

function look(): void {
  try {
    offsetMs = Number(readFileSync(file ?? '', 'utf8')) || 0;
  } catch {
    // Until there is a file, the clock is right.
  }
}

const now = () => realNow() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});

look();
setInterval(look, 50).unref();
