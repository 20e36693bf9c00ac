import type { Database } from '@libs/persistence';
import type { HealthCheck } from '@libs/http';
import type { QueueClient } from '@libs/queue';

export function databaseCheck(database: Database): HealthCheck {
  return {
    name: 'database',
    critical: true,
    async run() {
      await database.ping();
      return { details: 'Connection successful' };
    },
  };
}

export function redisCheck(queues: QueueClient): HealthCheck {
  return {
    name: 'redis',
    critical: true,
    async run() {
      await queues.ping();
      const problems = await queues.checkServer();
      if (problems.length > 0) return { details: `${problems.join('. ')}.`, status: 'unhealthy' };
      return { details: 'Reachable, durable, never evicts' };
    },
  };
}

/** Failed messages wait for a person: the service works, with a limp. */
export function queuesCheck(queues: QueueClient): HealthCheck {
  return {
    name: 'queues',
    critical: true,
    async run() {
      const details = await queues.depths();
      const isLimping = Object.values(details).some((depth) => depth.failed > 0);
      return { details, status: isLimping ? 'degraded' : 'healthy' };
    },
  };
}

/** Writes a row and reads it back, in a transaction that leaves nothing. */
export function databaseWriteCheck(database: Database): HealthCheck {
  return {
    name: 'database_write',
    critical: true,
    async run() {
      const id = `health-${performance.now()}`;
      const rows = await database.transaction(async (tx) => {
        await tx.query(`INSERT INTO consumed_message (consumer, message_id) VALUES ('health', $1)`, [id]);
        return tx.query(`DELETE FROM consumed_message WHERE consumer = 'health' AND message_id = $1 RETURNING 1`, [id]);
      });
      if (rows.length !== 1) throw new Error('the row did not come back');
      return { details: 'A row was written and read back' };
    },
  };
}

export function otherServiceCheck(name: string, url: string): HealthCheck {
  return {
    name,
    critical: false,
    async run() {
      const answer = await fetch(`${url}/v1/health/`, { signal: AbortSignal.timeout(2_000) });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      return { details: 'Answers' };
    },
  };
}
