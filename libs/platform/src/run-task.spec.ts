import { runTask } from './run-task';

it('a task that failed ends its process, whatever it left open', async () => {
  jest.useFakeTimers();
  const exit = jest.spyOn(process, 'exit').mockReturnValue(undefined as never);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { exitCode } = process;
  await runTask('test-task', () => Promise.reject(new Error('no')));
  expect(process.exitCode).toBe(1);
  process.exitCode = exitCode;
  expect(exit).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1_000);
  expect(exit).toHaveBeenCalled();
  jest.useRealTimers();
  jest.restoreAllMocks();
});
