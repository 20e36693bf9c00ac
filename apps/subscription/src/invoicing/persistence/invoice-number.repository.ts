import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';

const TAKE = `
  INSERT INTO invoice_number_sequence (year, last_number) VALUES ($1, $2)
  ON CONFLICT (year) DO UPDATE SET last_number = invoice_number_sequence.last_number + $2
  RETURNING last_number`;

/** The series of invoice numbers, one row a year. */
@Injectable()
export class InvoiceNumberRepository {
  constructor(private readonly database: Database) {}

  /**
   * The first of the next `count` numbers of a year's series. Holds the row until the transaction ends, so that a
   * rollback gives the numbers back and no gap is left; take them as the last thing before the writes that need them.
   */
  async take(year: number, count: number): Promise<number> {
    if (!this.database.inTransaction) throw new InvariantBroken('invoice numbers are taken in their transaction');
    const [row] = await this.database.named<{ last_number: number }>('invoice_number_take', TAKE, [year, count]);
    return (row as { last_number: number }).last_number - count + 1;
  }
}
