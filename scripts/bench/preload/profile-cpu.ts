import { Session } from 'node:inspector';
import { renameSync, writeFileSync } from 'node:fs';

/** Loaded into a service before its own code: the first SIGUSR2 begins a CPU profile, the second writes it to the file. */
function profile(file: string): void {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  let isRunning = false;
  process.on('SIGUSR2', () => {
    if (!isRunning) {
      isRunning = true;
      session.post('Profiler.start');
      return;
    }
    session.post('Profiler.stop', (error, answer) => {
      if (error) throw error;
      writeFileSync(`${file}.part`, JSON.stringify(answer.profile));
      renameSync(`${file}.part`, file);
    });
  });
}

const { BENCH_PROFILE_FILE } = process.env;
if (BENCH_PROFILE_FILE) profile(BENCH_PROFILE_FILE);
