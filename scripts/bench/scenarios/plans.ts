import { writeFileSync } from 'node:fs';
import { type Scenario, WARM_UP_SECONDS, inTurns, profiling } from '../bench';
import { httpLoad } from '../http-load';
import type { Line } from '../measurement';
import type { RecordedAnswer } from '../processes/bare-server';

const SERVICE = 'subscription-service';
const BARE = 'bare-server';
const CONNECTIONS = 32;
/** Fractions of one bare process: 35,000 and 50,000 of 83,000 a second. */
const GOALS = { required: 35 / 83, goal: 50 / 83 };
/** Of the hop between Node's server and us: they name the connection, not the answer. */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/** The public, cached catalog, from one process, against Node's own server answering the same bytes. */
export const plansScenario: Scenario = {
  name: 'plans',
  async run(bench): Promise<Line[]> {
    const { environment } = bench;
    const profile = profiling(bench, SERVICE, 'plans');
    await environment.startProcesses([SERVICE], profile.variables);
    const ours = `${environment.urlOf('subscription')}/v1/plans`;
    const file = environment.file('plans-answer.json');
    writeFileSync(file, JSON.stringify(await recordAnswer(ours)));
    const bare = await environment.startBareServer(file);
    const lines: Line[] = [];
    // Pipelined, the load costs little, and what is measured is the server; one by one, half of it is the client.
    for (const pipelining of [10, 1]) {
      const load = (url: string, name: string, seconds = bench.seconds) =>
        httpLoad({ url, connections: CONNECTIONS, pipelining, seconds }, environment.watch([name]));
      await load(ours, SERVICE, WARM_UP_SECONDS);
      await load(bare, BARE, WARM_UP_SECONDS);
      const what = `GET /v1/plans, ${CONNECTIONS} connections, ${pipelining === 1 ? 'one request each' : `pipelining ${pipelining}`}`;
      const measured = await inTurns(bench, what, { here: () => load(ours, SERVICE), ceiling: () => load(bare, BARE) });
      lines.push({ scenario: 'plans', what, against: 'bare node:http, the same bytes', ...measured, goals: GOALS });
      if (pipelining === 10) await profile.during(() => load(ours, SERVICE));
    }
    await environment.stopProcesses([SERVICE, BARE]);
    return lines;
  },
};

async function recordAnswer(url: string): Promise<RecordedAnswer> {
  const response = await fetch(url);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`GET ${url} answered ${response.status}: ${body.slice(0, 300)}`);
  const headers = [...response.headers].filter(([name]) => !CONNECTION_HEADERS.has(name));
  return { headers: [...headers, ['content-length', String(Buffer.byteLength(body))]], body };
}
